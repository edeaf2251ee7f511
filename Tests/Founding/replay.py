"""The founding case with its real dates, on the command line and the console, over the demo's files: what was said first was wrong,
the day of the loss was wrong, the laptop was found on the 31st day, the numbers grew, and nothing could be shown. Every file that
comes out is searched for everybody else.

Usage: replay.py HIKAE CLOCK.SO DEMO
"""

import csv
import datetime
import io
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from xml.etree import ElementTree

HIKAE, CLOCK, DEMO = sys.argv[1:4]
DATA, OUT = DEMO + "/data", DEMO + "/out"
OWN = "117"
PASSWORD = "aus neun Fenstern 7"
passed = 0


def check(what, is_so, shown=""):
    global passed
    if not is_so:
        print(f"FAILED: {what}\n{shown}")
        raise SystemExit(1)
    passed += 1


last = 0


def environment(at, user="officer"):
    """The clock of a command: what is asked for, and always later than the command before it."""
    global last
    moment = datetime.datetime.fromisoformat(at.replace(" ", "T") + ":00+09:00")
    last = max(int(moment.timestamp()), last + 60)
    return {
        **os.environ, "LD_PRELOAD": CLOCK, "HIKAE_REPLAY_AT": str(last), "TZ": "Asia/Tokyo", "USER": user, "HIKAE_DATABASE": "",
    }


def run(at, *words, status=(0,), user="officer", lang="ja"):
    done = subprocess.run(
        [HIKAE, *words, "--data", DATA, "--lang", lang], env=environment(at, user), capture_output=True, text=True)
    check(f"{at} hikae {' '.join(words)} ends with {status}", done.returncode in status, done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


def incident(at, *words, **more):
    return run(at, "incident", words[0], *words[1:], **more)


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def state(at, fact, value, reference, *more, source="document"):
    """Evidence of a paper or a log; claims are stated with the reporter's name."""
    words = ("--source", source, "--reference", reference) + (("--evidence",) if source != "person" else ()) + more
    return lines(incident(at, "state", "I-1", fact, value, *words, "--json", status=(0, 1)))[-1]


def open_contradictions(at):
    shown = lines(incident(at, "show", "I-1", "--json", status=(0, 1)))[0]
    return [clash for clash in shown["contradictions"] if clash["resolved"] is None]


def resolve(at, reason, *facts):
    """Settles what is open of some facts; of all where none are named."""
    settled = 0
    for clash in open_contradictions(at):
        if not facts or clash["fact"] in facts:
            incident(at, "resolve", "I-1", clash["id"], "--reason", reason)
            settled += 1
    return settled


def most_people(at):
    """The largest number of people that stands."""
    shown = lines(incident(at, "show", "I-1", "--json", status=(0, 1)))[0]
    return next(row["answer"]["most"] for row in shown["statements"] if row["fact"] == "people_count" and not row["client"])


def duty(at, id):
    for row in lines(incident(at, "obligations", "I-1", "--all", "--json", status=(0, 1))):
        if row["id"] == id:
            return row
    return None


class Browser:
    """Cookies, and no scripts."""

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))

    def __init__(self, site):
        self.site, self.jar = site, {}

    def ask(self, path, form=None):
        url = path if path.startswith("http") else self.site + path
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, data=data)
        if self.jar:
            request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.jar.items()))
        try:
            answer = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, value = cookie.split(";")[0].split("=", 1)
                self.jar.pop(name, None)
                if value and "Max-Age=0" not in cookie:
                    self.jar[name] = value
            return answer.status, answer.read()

    def post(self, path, form, page):
        body = self.ask(page)[1].decode()
        token = re.search(r'name="csrf" value="([^"]+)"', body)
        return self.ask(path, {**form, "csrf": token.group(1) if token else ""})


class Server:
    """`hikae serve` at a day of the case."""

    def __init__(self, at):
        self.process = subprocess.Popen(
            [HIKAE, "serve", "--data", DATA, "--lang", "en", "--listen", "127.0.0.1:0"], env=environment(at),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.site, self.first = None, None
        for line in self.process.stdout:
            link = re.search(r"(http://[^/\s]+)(/set-up/\S+)?", line)
            if link:
                self.site = self.site or link.group(1)
                self.first = self.first or link.group(2)
            if self.first:
                break

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def accounts(at):
    """The people of the office, as the console makes them."""
    server = Server(at)
    try:
        boss = Browser(server.site)
        check("the first administrator is made", boss.ask(server.first, {"login": "boss", "name": "Boss", "password": PASSWORD})[0] == 303)
        for login, role in [("tanaka", "privacy_officer"), ("suzuki", "approver")]:
            answer = boss.post("/accounts/invite", {"login": login, "name": login, "role": role}, "/accounts")[1].decode()
            link = re.search(r"(/accept/[A-Za-z0-9_-]+)", answer).group(1)
            check(f"{login} comes in", Browser(server.site).ask(link, {"password": PASSWORD})[0] == 303)
    finally:
        server.stop()


# The demo's files

TRUTH = json.load(open(DEMO + "/truth.json", encoding="utf-8"))
CLIENTS = {str(row["number"]): row for row in TRUTH["clients"]}


def workbook(path):
    """The rows of a workbook's first sheet, as text."""
    names = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as archive:
        shared = [
            "".join(part.text or "" for part in item.iter(f"{{{names['m']}}}t"))
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).findall("m:si", names)
        ]
        for row in ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter(f"{{{names['m']}}}row"):
            cells = {}
            for cell in row.findall("m:c", names):
                value = cell.find("m:v", names)
                text = "" if value is None else value.text
                cells[re.match("[A-Z]+", cell.get("r")).group()] = shared[int(text)] if cell.get("t") == "s" else text
            yield cells


def own_list():
    """Client 117's people as its own list has them: name, kana, birth date, postcode, address."""
    path = next(f["path"] for f in TRUTH["laptop"]["files"] if set(f["clients"]) == {OWN} and "address" in f["fields"] and f["path"].endswith(".xlsx"))
    rows = list(workbook(f"{DEMO}/laptop/{path}"))
    titles = {title: column for column, title in rows[0].items()}

    def column(*words):
        return next(place for title, place in titles.items() if any(word in title for word in words))

    places = [column("氏名"), column("カナ"), column("誕生", "生年月日"), column("郵便", "〒"), column("住所")]
    people = []
    for row in rows[1:]:
        name, kana, born, postcode, address = (row.get(place, "") for place in places)
        if born.isdigit():
            born = str(datetime.date(1899, 12, 30) + datetime.timedelta(days=int(born)))
        people.append((name, kana, born, postcode, address))
    return people


def others():
    """Names of people on other clients' lists, as far as they are plain tables: enough to find somebody who does not belong."""
    found = set()
    for file in TRUTH["laptop"]["files"]:
        if OWN in file["clients"] or not file["path"].lower().endswith((".csv", ".tsv", ".txt")):
            continue
        raw = open(f"{DEMO}/laptop/{file['path']}", "rb").read()
        for encoding in ["utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp932", "euc_jp"]:
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text.split("\n", 1)[0] else ","))
            head = next((row for row in rows[:5] if any("氏名" in cell for cell in row)), None)
            if head:
                place = next(i for i, cell in enumerate(head) if "氏名" in cell)
                found |= {row[place].strip() for row in rows[rows.index(head) + 1:] if len(row) > place}
            break
    return {name for name in found if len(name) > 3}


# What comes out

texts = {}


def kept(name, for_client, *parts):
    """Remembers a text that went out, and to whom: None is the public and the authority."""
    texts[name] = (for_client, "\n".join(parts))


def pdf_text(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def packs(at, number):
    folder = f"{OUT}/packs-{number}"
    answer = lines(incident(at, "packs", "I-1", "--out", folder, "--json"))[-1]
    files = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    check("124 packs are made", answer["packs"] == 124 == len(files), answer)
    check("the packs add up", answer["clients"] + answer["unattributed"] - answer["counted_again"] == answer["total"], answer)
    for client, truth in CLIENTS.items():
        pack = json.load(open(f"{folder}/{client}.json", encoding="utf-8"))
        count = pack["possible"]["people"]
        check(f"client {client} has its people", abs(count - truth["on_laptop"]) <= max(1, truth["on_laptop"] // 100), f"{count} for {truth['on_laptop']}")
        if client == OWN:
            check("client 117 has its 780 people", count == 780, count)
        kept(f"pack {number} of {client}", client, json.dumps(pack, ensure_ascii=False), open(f"{folder}/{client}.html", encoding="utf-8").read())
    return answer


def notice(at, revision):
    """Publishes what was drafted, by somebody else, and looks at its page."""
    incident(at, "notice", "publish", "I-1", "pc-2025", "--as", "suzuki")
    folder = f"{OUT}/site-{revision}"
    run(at, "incident", "notice", "export", "--out", folder)
    page = open(f"{folder}/notices/pc-2025/{revision}/index.html", encoding="utf-8").read()
    kept(f"notice {revision}", None, page)
    return page


def corrected(at, fact):
    return {row["document"] for row in lines(incident(at, "corrections", "I-1", "--json", status=(0, 1))) if row["fact"] == fact}


def documents(at, kind):
    form = f"{OUT}/{kind}-{at[:10]}"
    text = incident(at, "report", "I-1", kind, "--html", form + ".html", "--pdf", form + ".pdf", "--docx", form + ".docx", "--issue")
    with zipfile.ZipFile(form + ".docx") as archive:
        words = re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())
    kept(f"{kind} report", None, text, open(form + ".html", encoding="utf-8").read(), pdf_text(form + ".pdf"), words)
    return text


def main():
    os.makedirs(OUT, mode=0o700, exist_ok=True)

    # 17 March: "a bag with the PC was lost this morning; there is no personal data on it".
    at = "2025-03-17 09:30"
    run(at, "lost", "laptop", "--last-seen", "2025-03-14 09:00", "--noticed", "2025-03-17 08:50", "--reporter", "見本 太郎",
        "--says-no-data", "--prefecture", "神奈川", "--prefecture", "東京", status=(1,))
    state(at, "lost_at", "2025-03-17 08:00..2025-03-17 08:50", "hearing-1", "--name", "見本 太郎", source="person")
    possible = most_people(at)
    clashes = open_contradictions(at)
    check("the first claim is contradicted at once", any(clash["kind"] == "claim_against_evidence" for clash in clashes), clashes)
    check("the clock runs from the report", duty(at, "appi.contractor.final@operator")["deadline"].startswith("2025-04-15"), duty(at, "appi.contractor.final@operator"))
    kept("police report", None, incident(at, "draft", "I-1", "police", "--issue"))
    accounts("2025-03-17 12:00")

    # 20 March: minutes say when the organisation knew; decided with a reason, that moves the clocks.
    at = "2025-03-20 16:00"
    state(at, "learned_at", "2025-03-20 16:00", "minutes-1")
    check("saying so moves nothing", duty(at, "appi.contractor.final@operator")["deadline"].startswith("2025-04-15"))
    check("the claims are settled by what was found", resolve(at, "操作ログと議事録を採用", "holds_personal_data", "learned_at") >= 2)
    check("a decision moves the clock", duty(at, "appi.contractor.final@operator")["deadline"].startswith("2025-04-18"), duty(at, "appi.contractor.final@operator"))
    # 21 March: the preliminary report, with the day that is wrong.
    at = "2025-03-21 19:00"
    text = documents(at, "preliminary")
    check("the report names special-care data", "第1号 要配慮個人情報" in text, text)
    incident(at, "fulfil", "I-1", "appi.contractor.preliminary@operator", "--reference", "受付 1")
    check("one obligation is met", duty(at, "appi.contractor.preliminary@operator")["fulfilled"] is not None)

    # 27 March: the first notice. 2 April: a count by hand, of seven clients.
    at = "2025-03-27 09:00"
    incident(at, "notice", "open", "I-1", "pc-2025", "--site", "https://notices.example.jp", "--publisher", "見本健診機構")
    draft = OUT + "/notice.ja.md"
    open(draft, "w", encoding="utf-8").write(incident(at, "notice", "template", "I-1", "pc-2025", "--contact", "窓口 03-0000-0000"))
    incident(at, "notice", "draft", "I-1", "pc-2025", "--ja", draft, "--as", "tanaka")
    incident(at, "notice", "publish", "I-1", "pc-2025", "--as", "tanaka", status=(3,))
    first = notice("2025-03-27 11:00", 1)
    check("the first notice has the wrong day", "2025-03-17" in first or "3月17日" in first, first[:3000])
    at = "2025-04-02 09:00"
    state(at, "people_count", "5300", "operation-log", source="log")
    state(at, "client_count", "7", "operation-log", source="log")
    check("the notice says another number", corrected(at, "people_count"))
    incident(at, "notice", "correct", "I-1", "pc-2025", "--as", "tanaka")
    check("the second notice has 5,300", "5,300" in notice("2025-04-02 11:00", 2))

    # 15 April, the 31st day: somebody looks at the list of found property.
    at = "2025-04-14 18:00"
    missed = lines(incident(at, "search", "I-1", "--json", status=(1,)))[-1]["missed"]
    check("29 days were missed in two prefectures", len(missed) == 29 * 2, len(missed))
    at = "2025-04-15 10:15"
    incident(at, "search", "I-1", "--prefecture", "神奈川", "--found", status=(0, 1))
    state(at, "found_at", "2025-03-17 12:30", "police")
    at = "2025-04-15 16:00"
    state(at, "taken_out_at", "2025-03-14 12:00..2025-03-14 12:30", "hearing-2")
    state(at, "lost_at", "2025-03-14 12:00..2025-03-15 23:59", "hearing-2")
    wrong = corrected(at, "lost_at")
    check("police report, report and notices said the wrong day", len(wrong) >= 3, wrong)
    check("the claims and the evidence of the loss contradict each other", resolve(at, "聞き取りを採用", "lost_at") >= 1)
    kept("police report 2", None, incident(at, "draft", "I-1", "police", "--issue", "--corrects", "D-1"))
    check("what was put right is off the list", "D-1" not in corrected(at, "lost_at"), corrected(at, "lost_at"))
    incident(at, "notice", "correct", "I-1", "pc-2025", "--as", "tanaka")
    third = notice("2025-04-15 18:00", 3)
    check("the third notice strikes the wrong day out", "<del>" in third and "<ins>" in third)
    # The answer is asked again, as of the corrected loss.
    incident("2025-04-15 19:00", "scope", "I-1", status=(0, 1))

    # 1 May: the numbers are revised, and each client is told its own share.
    at = "2025-05-01 09:00"
    state(at, "people_count", str(possible), "count-2")
    state(at, "client_count", "124", "count-2")
    check("the numbers of before are wrong now", corrected(at, "people_count"))
    made = packs("2025-05-01 10:00", 1)
    check("the packs are parts of the number that was told", made["total"] == possible, f"{made} of {possible}")
    incident("2025-05-01 11:00", "handed-over", "I-1", OWN, "--how", "portal")
    incident("2025-05-02 09:00", "received", "I-1", OWN)
    at = "2025-05-02 10:00"
    # Thirty days from 2 May end on a Saturday.
    clock = duty("2025-05-02 09:10", "appi.final@" + OWN)
    check("the client's own clock begins with its receipt", clock["deadline"].startswith("2025-06-02") and clock["state"] == "owed", clock)
    told = duty("2025-05-02 09:20", "appi.client@operator>" + OWN)
    check("and the duty to tell it is met", told["fulfilled"].startswith("2025-05-02"), told)
    incident(at, "notice", "correct", "I-1", "pc-2025", "--as", "tanaka")
    fourth = notice("2025-05-02 12:00", 4)
    check("the fourth notice has the number", f"{possible:,}" in fourth)

    letters("2025-05-12 09:00")

    # 29 August: the key was kept nowhere; nothing can be shown.
    at = "2025-08-29 10:00"
    state(at, "accessed", "unknown", "forensics")
    state(at, "cause", "帰宅時の置き忘れ", "hearing-2")
    state(at, "proof_failure", "回復キーが保管されておらず、端末の記録を読み出せない", "forensics")
    check("every pack lacks the cause", len(corrected(at, "cause")) >= 124)
    incident(at, "notice", "correct", "I-1", "pc-2025", "--as", "tanaka")
    notice("2025-08-29 11:00", 5)
    packs("2025-08-29 12:00", 2)
    final = documents("2025-08-29 13:00", "final")
    check("the cause is kept apart from why it cannot be shown", final.index("置き忘れ") < final.index("回復キーが保管されて"), final)
    resolve("2025-09-29 10:00", "聞き取りと記録により確認")
    check("nothing contradicts any more", not open_contradictions("2025-09-29 10:00"), open_contradictions("2025-09-29 10:00"))

    nobody_else()
    run("2025-09-30 10:00", "verify")
    print(f"the founding case with its dates: {passed} checks, {len(texts)} texts searched for everybody else")


def letters(at):
    people = own_list()
    rows = [["氏名", "カナ", "生年月日", "郵便番号", "住所", "状態"]]
    reachable = 0
    for number, (name, kana, born, postcode, address) in enumerate(people):
        standing = "退職" if number % 20 == 3 else "在籍"
        if number % 50 == 7:
            postcode, address = "", ""
        reachable += standing == "在籍" and address != ""
        rows.append([name, kana, born, postcode, address, standing])
    path = OUT + "/117-addresses.csv"
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    incident(at, "mailing-list", "I-1", path, "--client", OWN, "--erase-on", "2026-03-31")
    made = lines(incident(at, "letters", "make", "I-1", "--sender", "見本健診機構", "--contact", "03-0000-0000", "--json"))[-1]
    check("letters go to those with a current address", 0 < made["letters"] <= reachable and reachable - made["letters"] <= reachable // 50, f"{made} of {reachable}")
    folder = OUT + "/letters"
    incident(at, "letters", "release", "I-1", "1", "--out", folder, "--as", "suzuki", status=(3,))
    incident(at, "letters", "release", "I-1", "1", "--out", folder, "--as", "suzuki", user="colleague")
    text = "".join(pdf_text(f"{folder}/{name}") for name in sorted(os.listdir(folder)) if name.endswith(".pdf"))
    addressed = re.findall(r"(\S[^\n]*?) 様", text)
    check("one letter each", len(set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text))) == made["letters"], len(addressed))
    gone = [row[0] for row in rows[1:] if row[5] == "退職"]
    staying = {row[0] for row in rows[1:] if row[5] == "在籍"}
    check("who left gets none", not [name for name in gone if name + " 様" in text and name not in staying])
    kept("letters", OWN, text)


def nobody_else():
    """No pack, letter or page has another client's name, or one of its people's."""
    own = {name for name, *_ in own_list()}
    strangers = sorted(name for name in others() if name not in own and not any(name in mine for mine in own))
    check("there are strangers to look for", len(strangers) > 100, len(strangers))
    names = {number: row["name"] for number, row in CLIENTS.items()}
    people = re.compile("|".join(map(re.escape, strangers)))
    # Packs say much the same: each piece of text between ASCII characters is looked at once.
    pieces = {}
    for what, (client, text) in texts.items():
        for number, name in names.items():
            if number != client and not (client and name in names[client]):
                check(f"{what} does not name client {number}", name not in text, name)
        for piece in set(re.findall(r"[^\x00-\x1f!-~]+", text)):
            if piece not in pieces:
                pieces[piece] = people.search(piece)
            check(f"{what} has nobody of another client", not pieces[piece], piece)
        if what != "letters":
            mine = [name for name in own if name and name in text]
            check(f"{what} names nobody at all", not mine, mine[:3])


main()
