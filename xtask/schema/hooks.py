"""Hooks for schemathesis: what it makes up meets real ids, tokens and nonces, and every answer is counted.

Whether and how a case is changed is drawn from the case itself, so that it is the same when it is asked again.
"""

import atexit
import json
import os
import random
import sys
import zlib
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

import schemathesis
from schemathesis.core import NotSet

sys.path.append(str(Path(__file__).parent))
from shop import CARD, COMMITMENT, PARTIES, SELLER, Page, Shop, ask, opening, order  # noqa: E402

shop = Shop()
answers = defaultdict(Counter)
KINDS = ["policy", "calibration", "weights", "priors"]
EVENTS = ["login_ok", "login_failed", "credential_changed", "address_changed", "card_added"]
RESULTS = ["authorised", "declined", "cvc_failed", "expired_card", "insufficient_funds", "stolen_card"]
# What hardly any field takes.
ODD = [None, "", -1, 256, 2**64, 0.5, True, [], {}, "x" * 300]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Also what is never asked is counted. The document itself was asked for already."""
    for path, methods in raw_schema["paths"].items():
        for method in methods.keys() & {"get", "post", "put", "patch", "delete"}:
            answers[f"{method.upper()} {path}"] = Counter()
    del answers["GET /openapi.json"]


@schemathesis.hook
def before_call(context, case, kwargs):
    make = REAL.get(case.operation.label)
    if make is None:
        return
    drawn = [case.operation.label, case.path_parameters, case.query, case.body]
    dice = random.Random(zlib.crc32(repr([part for part in drawn if has(part)]).encode(errors="replace")))
    # A part stays as it was made up: what is not real must be refused rightly too.
    if dice.random() < 0.6:
        make(case, dice)


@schemathesis.hook
def after_call(context, case, response):
    answers[case.operation.label][response.status_code] += 1


@atexit.register
def tell():
    lines = [
        f"{label}\t{status}\t{count}\n"
        for label, statuses in answers.items()
        for status, count in (sorted(statuses.items()) or [(0, 0)])
    ]
    Path(os.environ["PENNYPRINT_ANSWERS"]).write_text("".join(lines))


def has(part):
    return part is not None and not isinstance(part, NotSet)


def identified(name, choose):
    """Puts something real into the path."""

    def make(case, dice):
        case.path_parameters = {**(case.path_parameters or {}), name: choose(dice)}

    return make


def both(*makers):
    """Does one after the other."""

    def make(case, dice):
        for maker in makers:
            maker(case, dice)

    return make


def said(body):
    """What a page says: as it would, or with one thing wrong. Pages call JSON text, to stay clear of a CORS preflight."""

    def make(case, dice):
        whole = body(case, dice)
        if dice.random() < 0.3:
            whole[dice.choice(list(whole))] = dice.choice(ODD)
        case.media_type, case.body = "text/plain", json.dumps(whole)

    return make


def fields(choose):
    """Puts real things into a JSON body beside what was made up."""

    def make(case, dice):
        made_up = case.body if isinstance(case.body, dict) else {}
        case.media_type, case.body = "application/json", {**made_up, **choose(dice)}

    return make


def step(case, dice):
    """Any micro-transaction of a chain, also one that was answered before."""
    page = Page()
    for _ in range(dice.randrange(len(page.steps))):
        page.send()
    body = page.next()
    if dice.random() < 0.1:
        page.send()
    return body


def sealing(case, dice):
    page = Page(dice.choice([None, shop.devices[0]]))
    return (page.finish() if dice.random() < 0.1 else page).seal()


def reporting(case, dice):
    page = Page()
    made_up = case.body if isinstance(case.body, bytes) else b""
    events = made_up[:200] if dice.random() < 0.5 else b""
    case.media_type, case.body = "application/octet-stream", page.report(dice.randrange(3)) + events


def token(dice):
    """One that is good, one that was used, one for tests, or none."""
    forced = [f"test|{decision}" for decision in ["allow", "step_up", "review", "block"]]
    if dice.random() < 0.5:
        return dice.choice([*forced, None])
    good = Page(dice.choice([None, shop.devices[0]])).token()
    if dice.random() < 0.2:
        ask("POST", "/v1/assessments", order(good, shop.number()))
    return good


def answering(case, dice):
    challenge = shop.challenge()
    case.path_parameters = {"id": challenge["id"]}
    answer = dice.choice([challenge["code"], "000000"])
    return {"token": dice.choice([challenge["token"]] * 4 + ["ct_forged"]), "answer": answer}


def told(dice):
    which = dice.choice(["assessment_id", "transaction_id"])
    real = {"assessment_id": shop.assessments, "transaction_id": shop.transactions}
    one = {"assessment_id": None, "transaction_id": None, which: dice.choice(real[which])}
    label = dice.choice(["fraud", "legitimate", "chargeback"])
    return {**one, "label": label, "fraud_kind": dice.choice([None, "swindle", "ring"])}


def promised(dice):
    """A promise with a new id, one that is taken, or without."""
    one = {"party_id": SELLER, "commitment": dice.sample(COMMITMENT, dice.randrange(1, 4))}
    return {**one, "id": dice.choice([None, f"promise-{shop.number()}", f"promise-{shop.number()}", shop.promise()])}


def dealt(dice):
    """Somebody writes to somebody, or says what they think of them."""
    one, other = dice.sample(PARTIES, 2)
    kind = dice.choice(["message", "reply", "rating", "confirmation"])
    at = (datetime.now(timezone.utc) - timedelta(seconds=dice.randrange(3600))).isoformat()
    return {"from": one, "to": other, "kind": kind, "at": at, "rating": dice.randrange(-10, 11), "text": "a fine thing"}


def became(dice):
    happened = {"received_by": "2026-04-05", "price": 12.5, "returns": True}
    return {"outcome": {name: happened[name] for name in dice.sample(list(happened), dice.randrange(4))}}


def thresholds(dice):
    shares = sorted((dice.random() for _ in range(3)), reverse=dice.random() < 0.8)
    return {"thresholds": dict(zip(["step_up_share", "review_share", "block_share"], shares))}


def listed(*filters):
    """A real page of a list, or a list of something that is there."""

    def make(case, dice):
        route = case.operation.path
        query = {"limit": dice.randrange(1, 101)}
        if dice.random() < 0.5:
            query["cursor"] = ask("GET", f"{route}?limit=1").get("next_cursor", "0")
        elif filters:
            name, values = dice.choice(filters)
            query[name] = dice.choice(values)
        case.query = query

    return make


def held_before(case, dice):
    """There is something to go back from."""
    ask("POST", f"/v1/policies/{shop.policies[-1]}/publish")
    case.path_parameters = {"kind": "policy"}


def any_of(things):
    return lambda dice: dice.choice(things)


def artifact(case, dice):
    """One that was drafted, or one of any kind as it is shipped."""
    shipped = {"kind": dice.choice(KINDS), "number": 0}
    case.path_parameters = dice.choice([{"kind": "policy", "number": shop.policies[-1]}, shipped])


REAL = {
    "POST /v1/sessions": said(lambda case, dice: opening(dice.choice([None, *shop.devices]))),
    "POST /v1/microtransactions": said(step),
    "POST /v1/reports": reporting,
    "POST /v1/tokens": said(sealing),
    "POST /v1/challenges/{id}/answers": said(answering),
    "POST /v1/assessments": fields(lambda dice: {"token": token(dice), "action": "checkout"}),
    "POST /v1/outcomes": fields(told),
    "POST /v1/events": fields(lambda dice: {"user_id": dice.choice(shop.users), "kind": dice.choice(EVENTS)}),
    "POST /v1/transactions/{id}/result": both(
        identified("id", any_of(shop.transactions)), fields(lambda dice: {"result": dice.choice(RESULTS)})
    ),
    "POST /v1/interactions": fields(dealt),
    "POST /v1/commitments": fields(promised),
    "POST /v1/commitments/{id}/outcome": both(identified("id", lambda dice: shop.promise()), fields(became)),
    "GET /v1/cards/{id}": identified("id", lambda dice: CARD),
    "GET /v1/groups/{id}": identified("id", lambda dice: shop.group()),
    "GET /v1/parties/{id}": identified("id", any_of(PARTIES)),
    "DELETE /v1/parties/{id}": identified("id", lambda dice: shop.dealer()),
    "GET /v1/challenges/{id}": identified("id", any_of(shop.challenges)),
    "GET /v1/assessments": listed(("user_id", shop.users), ("transaction_id", shop.transactions)),
    "GET /v1/assessments/{id}": identified("id", any_of(shop.assessments)),
    "GET /v1/sessions": listed(),
    "GET /v1/sessions/{id}": identified("id", any_of(shop.sessions)),
    "GET /v1/devices": listed(),
    "GET /v1/devices/{id}": identified("id", any_of(shop.devices)),
    "GET /v1/users/{id}": identified("id", any_of(shop.users)),
    "GET /v1/users/{id}/export": identified("id", any_of(shop.users)),
    "DELETE /v1/users/{id}": identified("id", lambda dice: shop.newcomer()),
    "GET /v1/artifacts": listed(("kind", KINDS)),
    "GET /v1/artifacts/{kind}/{number}": artifact,
    "POST /v1/artifacts/{kind}/publish": both(
        identified("kind", lambda dice: "policy"), fields(lambda dice: {"number": dice.choice(shop.policies)})
    ),
    "POST /v1/artifacts/{kind}/rollback": held_before,
    "POST /v1/policies": fields(thresholds),
    "GET /v1/policies": listed(),
    "POST /v1/policies/{number}/publish": identified("number", any_of(shop.policies)),
    "POST /v1/policies/{number}/backtest": identified("number", any_of(shop.policies)),
}
