// The same work as LogBenchmark, by Go's golang.org/x/mod/sumdb: see log.sh.
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		all = append(all, m[i])
	}
	return all, nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Seconds of processor time of this process.
func processor() float64 {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

func main() {
	leaves, err := strconv.ParseInt(os.Args[1], 10, 64)
	must(err)
	var entries [4096][]byte
	for i := range entries {
		hash := sha256.Sum256([]byte(fmt.Sprintf("entry %d", i)))
		entries[i] = hash[:]
	}
	began := processor()
	stored := make(memory, 0, 2*leaves)
	for n := int64(0); n < leaves; n++ {
		hashes, err := tlog.StoredHashes(n, entries[n%4096], stored)
		must(err)
		stored = append(stored, hashes...)
	}
	fmt.Printf("append, memory: %.0f leaves/s\n", float64(leaves)/(processor()-began))
	root, err := tlog.TreeHash(leaves, stored)
	must(err)

	const count = 20000
	proofs := make([]tlog.RecordProof, count)
	began = processor()
	for i := range proofs {
		proofs[i], err = tlog.ProveRecord(leaves, int64(i)*7919%leaves, stored)
		must(err)
	}
	fmt.Printf("make an inclusion proof: %.1f µs\n", (processor()-began)/count*1e6)
	began = processor()
	for i, proof := range proofs {
		n := int64(i) * 7919 % leaves
		must(tlog.CheckRecord(proof, leaves, root, n, tlog.RecordHash(entries[n%4096])))
	}
	fmt.Printf("verify an inclusion proof: %.1f µs\n", (processor()-began)/count*1e6)

	skey, vkey, err := note.GenerateKey(nil, "benchmark.example")
	must(err)
	signer, err := note.NewSigner(skey)
	must(err)
	verifier, err := note.NewVerifier(vkey)
	must(err)
	text := fmt.Sprintf("benchmark.example\n%d\n%s\n", leaves, root)
	var signed [2000][]byte
	began = processor()
	for i := range signed {
		signed[i], err = note.Sign(&note.Note{Text: text}, signer)
		must(err)
	}
	fmt.Printf("sign a checkpoint: %.1f µs\n", (processor()-began)/2000*1e6)
	began = processor()
	for _, data := range signed {
		_, err := note.Open(data, note.VerifierList(verifier))
		must(err)
	}
	fmt.Printf("read and verify a checkpoint: %.1f µs\n", (processor()-began)/2000*1e6)
}
