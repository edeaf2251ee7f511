// Reads a log of Hikae, or writes one, with nothing of Hikae's own: Go's sumdb packages. See run.sh.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 4 {
		fail("usage: interop check FOLDER KEY | proof FILE KEY | grown FOLDER KEY OLD-CHECKPOINT | make FOLDER SIZE")
	}
	switch os.Args[1] {
	case "check":
		check(os.Args[2], os.Args[3])
	case "proof":
		proof(os.Args[2], os.Args[3])
	case "grown":
		grown(os.Args[2], os.Args[3], os.Args[4])
	case "make":
		makeLog(os.Args[2], os.Args[3])
	default:
		fail("no such task")
	}
}

func fail(format string, a ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", a...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

// open verifies a checkpoint and gives its tree.
func open(data []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	n, err := note.Open(data, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		fail("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	hash, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: hash}
}

// folder reads tiles: C2SP's paths are Go's without the height.
type folder string

func (f folder) path(t tlog.Tile) string {
	return filepath.Join(string(f), strings.Replace(t.Path(), "tile/8/", "tile/", 1))
}

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(f.path(t))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// entries reads the bundles of a tree: the same paths with the level "entries".
func (f folder) entries(size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		t := tlog.Tile{H: 8, L: 0, N: n, W: 256}
		if size-n*256 < 256 {
			t.W = int(size - n*256)
		}
		data, err := os.ReadFile(strings.Replace(f.path(t), "/tile/0/", "/tile/entries/", 1))
		must(err)
		for i := 0; i < t.W; i++ {
			length := int(data[0])<<8 | int(data[1])
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			fail("bundle %d has more than its entries", n)
		}
	}
	return all
}

func check(path, vkey string) {
	data, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	must(err)
	tree := open(data, vkey)
	f := folder(path)
	reader := tlog.TileHashReader(tree, f) // verifies every tile against the tree's hash
	entries := f.entries(tree.N)
	for i, entry := range entries {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(i))})
		must(err)
		if hashes[0] != tlog.RecordHash(entry) {
			fail("entry %d does not have the hash of its tile", i)
		}
	}
	for n := int64(0); n < tree.N; n += 1 + tree.N/50 {
		p, err := tlog.ProveRecord(tree.N, n, reader)
		must(err)
		must(tlog.CheckRecord(p, tree.N, tree.Hash, n, tlog.RecordHash(entries[n])))
	}
	fmt.Printf("%d entries, every tile and entry verified\n", tree.N)
}

func proof(path, vkey string) {
	data, err := os.ReadFile(path)
	must(err)
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	if len(parts) != 2 {
		fail("not a proof")
	}
	tree := open(parts[1], vkey)
	lines := strings.Split(string(parts[0]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("not a proof")
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	const label = "hikae.journal.sealed/1\n"
	if !bytes.HasPrefix(extra, []byte(label)) {
		fail("not a sealed proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	var p tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		p = append(p, hash)
	}
	must(tlog.CheckRecord(p, tree.N, tree.Hash, index, tlog.RecordHash(extra[len(label):])))
	fmt.Printf("entry %d of %d proved\n", index+1, tree.N)
}

func grown(path, vkey, oldPath string) {
	data, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	must(err)
	tree := open(data, vkey)
	data, err = os.ReadFile(oldPath)
	must(err)
	old := open(data, vkey)
	p, err := tlog.ProveTree(tree.N, old.N, tlog.TileHashReader(tree, folder(path)))
	must(err)
	must(tlog.CheckTree(p, tree.N, tree.Hash, old.N, old.Hash))
	fmt.Printf("%d entries continue %d\n", tree.N, old.N)
}

// memory keeps the stored hashes of a log that is being made.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, i := range indexes {
		all = append(all, m[i])
	}
	return all, nil
}

func makeLog(path, sizeText string) {
	size, err := strconv.ParseInt(sizeText, 10, 64)
	must(err)
	skey, vkey, err := note.GenerateKey(nil, "go.example/log")
	must(err)
	var stored memory
	bundles := map[int64][]byte{}
	for n := int64(0); n < size; n++ {
		entry := []byte(fmt.Sprintf("entry %d of Go", n))
		hashes, err := tlog.StoredHashes(n, entry, stored)
		must(err)
		stored = append(stored, hashes...)
		bundles[n/256] = append(bundles[n/256], append([]byte{byte(len(entry) >> 8), byte(len(entry))}, entry...)...)
	}
	hash, err := tlog.TreeHash(size, stored)
	must(err)
	f := folder(path)
	for _, t := range tlog.NewTiles(8, 0, size) {
		data, err := tlog.ReadTileData(t, stored)
		must(err)
		write(f.path(t), data)
		if t.L == 0 {
			write(strings.Replace(f.path(t), "/tile/0/", "/tile/entries/", 1), bundles[t.N])
		}
	}
	signer, err := note.NewSigner(skey)
	must(err)
	text := fmt.Sprintf("go.example/log\n%d\n%s\n", size, hash)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	write(filepath.Join(path, "checkpoint"), signed)
	fmt.Println(vkey)
}

func write(path string, data []byte) {
	must(os.MkdirAll(filepath.Dir(path), 0o755))
	must(os.WriteFile(path, data, 0o644))
}
