"""The walk that fits into `make test`: every page once, the language changing from page to page; of each role what only
that role sees; the ways through the console that several people take together; a few pages on a phone. See run.sh."""
import time

import pages
from pages import INCIDENT_PAGES, PAGES, PASSWORD, PICTURES, ROLES, SITE, barriers, browser, expect, look, sign_in, sign_out

# What an administrator does not see, or sees with other words on it.
OF_ROLES = {
    "privacy_officer": [
        "/", "/devices/laptop/scope", "/clients", "/clients?q=117", "/clients/117", "/clients/117/incidents", "/account",
    ],
    "approver": ["/", "/devices/laptop", "/incidents/I-1", "/incidents/I-1/notices/pc-2025", "/incidents/I-1/questions"],
    "staff": ["/", "/lost"],
    "key_custodian": ["/", "/reveals", "/drills"],
    "inquiry_desk": ["/", "/incidents/I-1/inquiries", "/incidents/I-1/inquiries/1"],
    "auditor": ["/", "/clients/117", "/incidents/I-1/documents", "/settings"],
    "client": ["/", "/clients/117", "/clients/117/incidents", "/devices"],
}
ON_A_PHONE = ["/", "/devices", "/devices/laptop", "/clients/117", "/journal", "/incidents/I-1", "/incidents/I-1/inquiries"]


# Pages that axe-core has looked through: of a page that several roles see, it sees the one of the first.
looked_through = set()


def one_by_one(driver, paths, role, again=False):
    for number, path in enumerate(paths):
        is_new = again or path not in looked_through or path == "/"
        # Somebody who may not open it has seen nothing of it.
        if look(driver, path, ["ja", "en"][number % 2], role, with_axe=is_new) == 200:
            looked_through.add(path)


def without_scripts():
    driver = browser(scripts=False)
    sign_in(driver, "test-privacy_officer", PASSWORD)
    driver.get(SITE + "/devices/laptop?lang=en")
    expect(len(driver.find_elements("css selector", "main table")) > 0, "a device without scripts")
    sign_out(driver)
    driver.quit()


def main():
    started = time.time()
    driver = browser()
    driver.get(SITE + "/sign-in?lang=ja")
    barriers(driver, "sign-in")
    driver.save_screenshot(f"{PICTURES}/ja-sign-in.png")
    sign_in(driver, "officer", pages.OFFICER)
    pages.invite_everybody(driver)
    sign_in(driver, "test-administrator", PASSWORD)
    expect("/sign-in" not in driver.current_url, "the administrator signs in")
    one_by_one(driver, PAGES, "administrator")
    sign_out(driver)
    pages.keyboard(driver)
    pages.passkeys(driver, languages=["ja"])
    pages.reveal_a_key(driver, languages=["ja"])
    pages.lose_a_device(driver, languages=["en"])
    pages.tell_the_public(driver, languages=["ja"])
    one_by_one(driver, INCIDENT_PAGES, "privacy_officer")
    sign_out(driver)
    for role in ROLES:
        if role not in OF_ROLES:
            continue
        sign_in(driver, "test-" + role, PASSWORD)
        expect("/sign-in" not in driver.current_url, f"{role} signs in")
        one_by_one(driver, OF_ROLES[role], role)
        sign_out(driver)
        expect("/sign-in" in driver.current_url, f"{role} signs out")
    driver.quit()
    without_scripts()
    small = pages.narrow()
    sign_in(small, "test-privacy_officer", PASSWORD)
    one_by_one(small, ON_A_PHONE, "phone", again=True)
    small.quit()
    pages.tell(started)


main()
