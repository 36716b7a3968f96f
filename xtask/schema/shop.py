"""A shop at the server under test: what a page and a back end do, so that there are real things to ask about.

Everything is made over HTTP. What can be used once (nonces, tokens, codes) is made when it is asked for.
"""

import json
import os
import zlib
from datetime import datetime, timedelta, timezone
from itertools import permutations

import requests

URL = os.environ["PENNYPRINT_URL"]
ORIGIN = "https://shop.example"
PUBLISHABLE_KEY = os.environ["PENNYPRINT_PUBLISHABLE_KEY"]
SECRET_KEY = os.environ["PENNYPRINT_SECRET_KEY"]
WIRE_VERSION = 1
# Everybody pays with one card and buys from one seller.
CARD, SELLER = "card-1", "seller-7"
# And deals with few.
PARTIES = [SELLER, "ada", "ben"]

COMMITMENT = [
    {"attribute": "received_by", "type": "date", "at_most": "2026-04-01"},
    {"attribute": "price", "type": "number", "at_most": 10, "bearing": "testifying"},
    {"attribute": "returns", "type": "boolean", "is": True},
]

wire = requests.Session()


def ask(method, route, body=None, as_page=False):
    """Sends one request that must succeed; its answer."""
    headers = {"Origin": ORIGIN} if as_page else {"Authorization": f"Bearer {SECRET_KEY}"}
    headers["Content-Type"] = "text/plain" if as_page else "application/json"
    answer = wire.request(method, URL + route, data=json.dumps(body) if body is not None else None, headers=headers)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def opening(device=None):
    """What a page sends first."""
    return {
        "v": WIRE_VERSION,
        "key": PUBLISHABLE_KEY,
        "session_id": None,
        "device_id": device,
        "view": "checkout",
        "signals": [{"name": "cores", "reading": {"integer": 8}, "cost_us": 10}],
    }


class Page:
    """A page view under way."""

    def __init__(self, device=None):
        opened = ask("POST", "/v1/sessions", opening(device), as_page=True)
        self.session, self.device = opened["session_id"], opened["device_id"]
        self.view, self.steps = opened["page_view"], opened["plan"]["steps"]
        self.seq, self.attempt, self.nonce = 0, 0, opened["nonce"]

    def next(self):
        """The micro-transaction that the server waits for, not sent yet."""
        step = self.steps[self.seq]
        return {
            "page_view": self.view,
            "seq": self.seq,
            "attempt": self.attempt,
            "nonce": self.nonce,
            "amount_minor": step["amount_minor"],
            "previous": timing(self.seq - 1) if self.seq else None,
            "pad": "x" * step["pad_bytes"] if step["pad_bytes"] else None,
        }

    def send(self):
        """Sends it."""
        answer = ask("POST", "/v1/microtransactions", self.next(), as_page=True)
        self.seq, self.attempt = (self.seq, 1) if answer["posting"] == "retry" else (self.seq + 1, 0)
        self.nonce = answer["nonce"]
        return self

    def finish(self):
        """Sends all that are left."""
        while self.nonce:
            self.send()
        return self

    def seal(self):
        """What the page asks a token with."""
        return {"page_view": self.view, "last": timing(self.seq - 1) if self.seq else None, "signals": []}

    def token(self):
        return ask("POST", "/v1/tokens", self.seal(), as_page=True)["token"]

    def report(self, batch):
        """A report without events."""
        view = self.view.encode()
        return bytes([WIRE_VERSION, len(view)]) + view + bytes([batch, 0])


def timing(seq):
    """How an exchange looked from the page."""
    resource = {
        "connect_us": 0,
        "reused": True,
        "ttfb_us": 20_000,
        "transfer_us": 200,
        "body_bytes": 100,
        "server_us": None,
    }
    return {"seq": seq, "attempt": 0, "started_us": seq * 50_000, "ended_us": seq * 50_000 + 21_000, "resource": resource}


def order(token, number, user=None):
    """What a back end asks an assessment with."""
    card = {"id": CARD, "bin": "400000", "last4": "0002", "expiry_hash": "a hash"}
    transaction = {"id": f"order-{number}", "amount_minor": 3490, "currency": "EUR", "payee_id": SELLER, "card": card}
    return {"token": token, "action": "checkout", "user_id": user, "transaction": transaction}


def assess(token, number, user=None):
    return ask("POST", "/v1/assessments", order(token, number, user))


class Shop:
    """Two customers who have been here, and one who has been erased since."""

    def __init__(self):
        self.sessions, self.devices, self.assessments, self.challenges = [], [], [], []
        self.users, self.transactions, self.policies, self.numbers = [], [], [], 0
        for user in ["ada", "ben", "eve"]:
            self.visit(user)
            self.challenge(user)
        ask("DELETE", "/v1/users/eve")
        for party in PARTIES[1:]:
            self.praise(party)
        self.ring()
        outcome = {"assessment_id": self.assessments[0], "label": "legitimate"}
        ask("POST", "/v1/outcomes", outcome)
        self.draft()
        ask("POST", f"/v1/policies/{self.policies[0]}/publish")
        self.draft()

    def number(self):
        self.numbers += 1
        return self.numbers

    def visit(self, user):
        """A whole visit, which is assessed."""
        page, number = Page().finish(), self.number()
        self.assessments.append(assess(page.token(), number, user)["id"])
        self.sessions.append(page.session)
        self.devices.append(page.device)
        self.transactions.append(f"order-{number}")
        self.users.append(user)

    def challenge(self, user=None):
        """A step-up that nobody has answered yet."""
        assessed = assess("test|step_up", self.number(), user)
        self.assessments.append(assessed["id"])
        self.challenges.append(assessed["challenge"]["id"])
        return assessed["challenge"]

    def newcomer(self):
        """A user whom nobody knows but the server."""
        number = self.number()
        assess("test|allow", number, f"user-{number}")
        return f"user-{number}"

    def praise(self, party, other=SELLER, rating=8, **more):
        """Somebody speaks well of the seller, or of somebody else."""
        at = datetime.now(timezone.utc).isoformat()
        told = {"from": party, "to": other, "kind": "rating", "at": at, "rating": rating, **more}
        ask("POST", "/v1/interactions", told)

    def ring(self):
        """For a month customers ask sellers; then some parties praise each other in the same words."""
        for number in range(200):
            at = (datetime.now(timezone.utc) - timedelta(hours=3 * (220 - number))).isoformat()
            asked = {"from": f"asker-{number % 89}", "to": f"asked-{zlib.crc32(b'%d' % number) % 20}", "kind": "message"}
            ask("POST", "/v1/interactions", {**asked, "at": at, "text": f"{number:05} is it there?"})
        for one, other in permutations(range(8), 2):
            words = "flawless marvellous merchandise, visit superbargains.example"
            self.praise(f"ring-{one}", f"ring-{other}", 10, text=words)

    def group(self):
        """What the ring is called."""
        groups = ask("GET", "/v1/groups")["items"]
        return groups[0]["id"] if groups else "grp_none"

    def dealer(self):
        """A party whom nobody knows but the server."""
        party = f"party-{self.number()}"
        self.praise(party)
        return party

    def promise(self):
        """What the seller promises, and nobody has told yet what became of it."""
        body = {"id": f"promise-{self.number()}", "party_id": SELLER, "commitment": COMMITMENT}
        return ask("POST", "/v1/commitments", body)["id"]

    def draft(self):
        """A policy that does not hold."""
        self.policies.append(ask("POST", "/v1/policies", {"prior_nats": -4.0})["number"])
        return self.policies[-1]
