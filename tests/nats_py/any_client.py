"""Calls the services as any NATS client would: nothing of ours is used, only nats-py and the published contract.

    python any_client.py nats://127.0.0.1:4222 --as PERSON

PERSON is the id of somebody in the directory who may open orders. The script discovers the services, opens an
order with a JSON body and no Content-Type, sends it again, and is refused in several ways. It prints what it
sees and ends with status 1 at the first thing that is not as the contract says.
"""

import argparse
import asyncio
import json
import re
import sys

import nats

SERVICES = {"directory", "hotline", "dispatch", "field", "notify", "desk"}
CODES = {400, 403, 404, 409, 413, 422, 429, 503}
STABLE_CODE = re.compile(r"[A-Za-z0-9_.-]+")
SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
PATIENCE_SECONDS = 20

REQUEST_ID = "any-client-open-1"
ORDER = {
    "caller": {"phone": "13900000001", "name": "某机主"},
    "site": "城北采石场",
    "fault": "动臂无动作",
    "machine_down": True,
    "order_type": "failure_repair",
}


class Mismatch(Exception):
    """The services did something else than the contract says."""


def expect(holds, text):
    if not holds:
        raise Mismatch(text)


async def discover(bus, verb):
    """Asks everybody under $SRV and reads answers until every expected service has answered."""
    inbox = bus.new_inbox()
    answers = await bus.subscribe(inbox)
    await bus.publish(f"$SRV.{verb}", b"", reply=inbox)
    found = {}
    while not SERVICES <= found.keys():
        try:
            message = await answers.next_msg(timeout=PATIENCE_SECONDS)
        except nats.errors.TimeoutError:
            raise Mismatch(f"no answer to $SRV.{verb} from: {', '.join(sorted(SERVICES - found.keys()))}") from None
        expect((message.headers or {}).get("Status") != "503", f"nobody answers to $SRV.{verb}: no service is up")
        answer = json.loads(message.data)
        found[answer["name"]] = answer
    await answers.unsubscribe()
    return found


async def check_discovery(bus):
    for name, answer in sorted((await discover(bus, "PING")).items()):
        expect(answer["type"] == "io.nats.micro.v1.ping_response", f"{name}: {answer}")
        expect(SEMVER.fullmatch(answer["version"]), f"{name} has the version {answer['version']!r}")
        expect(answer["id"], f"{name} has no id")
        print(f"ping  {name} {answer['version']}")
    for name, answer in sorted((await discover(bus, "INFO")).items()):
        expect(answer["type"] == "io.nats.micro.v1.info_response", f"{name}: {answer}")
        subjects = {endpoint["subject"] for endpoint in answer["endpoints"]}
        if name in SERVICES:
            strangers = [subject for subject in subjects if not subject.startswith(f"fl.{name}.")]
            expect(subjects and not strangers, f"{name} listens on {strangers or 'nothing'}")
        print(f"info  {name}: {len(subjects)} endpoints; {answer.get('description', '')}")
    one = json.loads((await bus.request("$SRV.INFO.hotline", b"", timeout=PATIENCE_SECONDS)).data)
    subjects = {endpoint["subject"] for endpoint in one["endpoints"]}
    expect("fl.hotline.open-order" in subjects, f"hotline does not offer fl.hotline.open-order: {sorted(subjects)}")


async def send(bus, subject, body, **headers):
    payload = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return await bus.request(subject, payload, timeout=PATIENCE_SECONDS, headers=names or None)


def accepted(message):
    headers = message.headers or {}
    expect("Nats-Service-Error-Code" not in headers, f"refused: {headers} {message.data.decode()}")
    answer = json.loads(message.data)
    expect(answer["log"] == "hotline" and answer["frame"] >= 1, f"not an answer of hotline's log: {answer}")
    return answer


def refused(message, what, codes=CODES):
    """Checks the convention's headers, our body, and that both say the same."""
    headers = message.headers or {}
    number, code = headers.get("Nats-Service-Error-Code"), headers.get("Nats-Service-Error")
    expect(number and code, f"{what}: no error headers: {headers} {message.data.decode()}")
    expect(number.isdigit() and int(number) in codes, f"{what}: Nats-Service-Error-Code is {number!r}, not in {sorted(codes)}")
    expect(STABLE_CODE.fullmatch(code), f"{what}: Nats-Service-Error is {code!r}")
    body = json.loads(message.data)
    expect(body["code"] == code, f"{what}: the header says {code}, the body {body['code']}")
    expect(isinstance(body["rule"], str) and isinstance(body["facts"], dict), f"{what}: {body}")
    for language in ("zh", "en"):
        expect(body["sentence"][language].strip(), f"{what}: no sentence in {language}")
    print(f"no    {what}: {number} {code}: {body['sentence']['en']} / {body['sentence']['zh']}")
    return body


def order_number(answer):
    for answered in answer["events"]:
        facts = answered["event"].get("facts", {})
        if "order" in facts:
            return facts["order"]
    raise Mismatch(f"no opened order among the events: {answer['events']}")


async def check_commands(bus, person):
    opening = {"Fl_Actor": person, "Fl_Request_Id": REQUEST_ID}
    first = accepted(await send(bus, "fl.hotline.open-order", ORDER, **opening))
    order = order_number(first)
    print(f"yes   open-order: {order} in frame {first['frame']}")
    expect(re.fullmatch(r"\d{7,12}", order), f"{order!r} is not an order number")

    again = accepted(await send(bus, "fl.hotline.open-order", ORDER, **opening))
    expect(again == first, f"the same request twice has two answers: {first} {again}")
    print("yes   the same request again: the same answer")

    other = ORDER | {"fault": "发动机冒黑烟"}
    refused(await send(bus, "fl.hotline.open-order", other, **opening), "the same request id, another body", {409})

    refused(await send(bus, "fl.hotline.open-order", b"{", Fl_Actor=person), "half a JSON", {400})
    refused(await send(bus, "fl.hotline.open-order", ORDER | {"colour": 3}, Fl_Actor=person), "an unknown field", {400})
    refused(await send(bus, "fl.hotline.open-order", b"\xff\xfe\x00", Fl_Actor=person), "bytes that are no text", {400})
    refused(await send(bus, "fl.hotline.open-order", ORDER), "nobody's order", {400, 403})

    wrong = order[:-1] + str((int(order[-1]) + 1) % 10)
    refused(await send(bus, "fl.hotline.add-note", {"order": wrong, "text": "x"}, Fl_Actor=person), "a wrong check digit", {400})
    cancel = {"order": order, "reason": "no-such-reason"}
    body = refused(await send(bus, "fl.hotline.cancel-order", cancel, Fl_Actor=person), "no such reason", {404, 422})
    expect(re.fullmatch(r"[A-Z]{3}-\d+", body["rule"]), f"a business no names its rule, not {body['rule']!r}")


async def say_nothing(_):
    """Every failure reaches us as an exception too."""


async def run(url, person):
    bus = await nats.connect(
        url, connect_timeout=PATIENCE_SECONDS, allow_reconnect=False, error_cb=say_nothing
    )
    try:
        await check_discovery(bus)
        await check_commands(bus, person)
    finally:
        await bus.close()


def main():
    parser = argparse.ArgumentParser(description="Calls the services as any NATS client would.")
    parser.add_argument("url", help="nats://127.0.0.1:4222")
    parser.add_argument("--as", dest="person", required=True, help="the id of somebody who may open orders")
    arguments = parser.parse_args()
    try:
        asyncio.run(run(arguments.url, arguments.person))
    except (Mismatch, KeyError, json.JSONDecodeError, nats.errors.Error) as failure:
        print(f"mismatch: {type(failure).__name__}: {failure}")
        return 1
    print("all as the contract says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
