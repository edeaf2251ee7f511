"""Asks the console for pages at a steady rate and says how long answers took. See console.sh.

Requests start when they are due, whether or not earlier ones were answered, so that a slow answer does not hide the
ones that waited behind it.
"""
import http.client
import queue
import random
import re
import sys
import threading
import time
import urllib.parse

LINK, RATE, SECONDS, SERVER = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
SITE = urllib.parse.urlsplit(LINK)
PASSWORD = "a sentence for measuring, 31 words"
PAGES = {
    "today": lambda: "/",
    "devices": lambda: "/devices?page=%d" % random.randint(1, 200),
    "devices, searched": lambda: "/devices?q=d%d&sort=look" % random.randint(0, 999),
    "device": lambda: "/devices/d%d" % random.randint(0, 9_999),
    "clients": lambda: "/clients",
    "client": lambda: "/clients/%d" % random.randint(5, 124),
    "files not read": lambda: "/unread",
    "journal": lambda: "/journal",
    "incidents": lambda: "/incidents",
    "recovery keys": lambda: "/keys",
    "reveals": lambda: "/reveals",
    "drills": lambda: "/drills",
    "scope of a device": lambda: "/devices/d%d/scope" % random.randint(0, 9_999),
}


def ask(connection, path, cookie, body=None):
    headers = {"Accept-Language": "en"}
    if cookie:
        headers["Cookie"] = cookie
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if body is None else "POST", path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers


def connect():
    return http.client.HTTPConnection(SITE.hostname, SITE.port, timeout=60)


def sign_in():
    form = urllib.parse.urlencode({"name": "Load", "login": "load", "password": PASSWORD})
    status, _, headers = ask(connect(), SITE.path, None, form)
    assert status == 303, status
    return headers["Set-Cookie"].split(";")[0]


def settled(cookie):
    """Waits until every device was asked once."""
    start = time.time()
    while True:
        _, body, _ = ask(connect(), "/", cookie)
        if b"Still adding up" not in body and re.search(rb"as of", body):
            return time.time() - start
        time.sleep(1)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    cookie = sign_in()
    print("every device asked for the first time in %.0f s" % settled(cookie))
    due = queue.Queue()
    took = {name: [] for name in PAGES}
    sizes = {name: 0 for name in PAGES}
    failed = []

    def worker():
        connection = connect()
        while True:
            item = due.get()
            if item is None:
                return
            when, name = item
            try:
                status, body, _ = ask(connection, PAGES[name](), cookie)
            except OSError:
                connection = connect()
                failed.append((name, "closed"))
                continue
            took[name].append(time.perf_counter() - when)
            sizes[name] = max(sizes[name], len(body))
            if status != 200:
                failed.append((name, status))

    workers = [threading.Thread(target=worker) for _ in range(64)]
    for one in workers:
        one.start()
    names = list(PAGES)
    start = time.perf_counter()
    for number in range(int(RATE * SECONDS)):
        when = start + number / RATE
        time.sleep(max(0, when - time.perf_counter()))
        due.put((when, names[number % len(names)]))
    for _ in workers:
        due.put(None)
    for one in workers:
        one.join()
    everything = [value for values in took.values() for value in values]
    print("%-20s %8s %8s %8s %8s" % ("page", "p50 ms", "p99 ms", "max ms", "KB"))
    for name, values in list(took.items()) + [("all", everything)]:
        print("%-20s %8.1f %8.1f %8.1f %8.1f" % (
            name, percentile(values, 0.5) * 1e3, percentile(values, 0.99) * 1e3, max(values) * 1e3,
            sizes.get(name, 0) / 1024))
    print("%d pages, %d failed %s" % (len(everything), len(failed), failed[:3]))
    with open("/proc/%s/status" % SERVER) as status:
        print([line.strip() for line in status if line.startswith("VmHWM")][0])


main()
