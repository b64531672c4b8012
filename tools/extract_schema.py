#!/usr/bin/env python3
"""Extracts the facts of Kafka's message definitions into one table.

    tools/extract_schema.py kafka-clients-4.3.1.jar > tests/data/wire/schema-4.3.1.tsv

The kafka-clients jar carries common/message/*.json, from which Java generates its message classes. The schema
test compares klamm's own messages with this table. Only names, types and numbers are taken, no descriptions.

Columns (tab-separated, first line is the header):
  message          ProduceRequest
  path             TopicData.PartitionData.Index; "." is the message itself
  type             int32, string, []int32, struct, []struct, ...; "message" for the "." row
  versions         FIRST-LAST: within the parents' versions and the message's valid ones; never open-ended
  nullable         FIRST-LAST or "-"; the "." row has the message's flexible versions here
  tag              number or "-"
  tagged_versions  FIRST-LAST or "-"
  default          literal: 0, false, "", null, ...; what Java starts with where the JSON names none; "-" for arrays
                   and structs without a default; the "." row has the API key here ("-" if it has none)
  ignorable        true or false: may a set field be dropped silently in a version without it? ("-" in the "." row)
"""
import json
import re
import sys
import zipfile

# Every API that a client can meet.
API_KEYS = [
    0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
    35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 55, 57, 60, 61, 64, 65, 66, 68, 69, 71, 72,
    74, 75, 76, 77, 78, 79, 80, 81, 88, 89, 90, 91, 92]
OTHERS = ["RequestHeader", "ResponseHeader", "ConsumerProtocolSubscription", "ConsumerProtocolAssignment"]
FOLDER = "common/message/"
INTS = {"int8", "int16", "uint16", "int32", "uint32", "int64"}
NAMED = INTS | {"bool", "float64", "string", "bytes", "records", "uuid"}


def load(text):
    """JSON with // comments outside of strings."""
    return json.loads(re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*', lambda m: m.group(1) or "", text))


def versions(text):
    """(first, last) of "3-5", "3+", "3"; None for "none" or nothing."""
    if text in (None, "none"):
        return None
    if text.endswith("+"):
        return int(text[:-1]), 32767
    first, _, last = text.partition("-")
    return int(first), int(last or first)


def both(a, b):
    if a is None or b is None:
        return None
    first, last = max(a[0], b[0]), min(a[1], b[1])
    return (first, last) if first <= last else None


def show(span):
    return "-" if span is None else f"{span[0]}-{span[1]}"


def default(field, kind):
    value = field.get("default")
    if isinstance(value, bool):
        value = "true" if value else "false"
    if value == "null" or kind == "records":
        return "null"
    if kind.startswith("[]") or kind == "struct":
        assert value is None, field
        return "-"
    if kind in ("string", "bytes"):
        return f'"{value or ""}"'
    if kind == "bool":
        return value or "false"
    if kind in INTS:
        return str(int(str(value or 0), 0))
    assert value is None, field
    return "0"  # uuid, float64


def rows(message, fields, commons, parent, prefix):
    for field in fields:
        span = both(parent, versions(field["versions"]))
        if span is None:
            continue
        array = "[]" if field["type"].startswith("[]") else ""
        name = field["type"][len(array):]
        struct = name not in NAMED
        kind = array + ("struct" if struct else name)
        tagged = both(span, versions(field.get("taggedVersions")))
        path = prefix + field["name"]
        yield (message, path, kind, show(span), show(both(span, versions(field.get("nullableVersions")))),
               str(field["tag"]) if tagged else "-", show(tagged), default(field, kind),
               "true" if field.get("ignorable") in (True, "true") else "false")
        if struct:
            common = commons.get(name)
            inner, limit = field.get("fields"), span
            if inner is None:
                inner, limit = common["fields"], both(span, versions(common.get("versions", "0+")))
            yield from rows(message, inner, commons, limit, path + ".")


def main(jar):
    with zipfile.ZipFile(jar) as archive:
        names = [n for n in archive.namelist() if n.startswith(FOLDER) and n.endswith(".json")]
        messages = {m["name"]: m for m in (load(archive.read(n).decode()) for n in names)}
    order = {key: place for place, key in enumerate(API_KEYS)}
    kinds = {"request": 0, "response": 1}
    chosen = sorted((m for m in messages.values() if m["type"] in kinds and m["apiKey"] in order),
                    key=lambda m: (order[m["apiKey"]], kinds[m["type"]]))
    assert len(chosen) == 2 * len(API_KEYS)
    print("message", "path", "type", "versions", "nullable", "tag", "tagged_versions", "default", "ignorable", sep="\t")
    for message in chosen + [messages[n] for n in OTHERS]:
        valid = versions(message["validVersions"])
        flexible = both(valid, versions(message["flexibleVersions"]))
        print(message["name"], ".", "message", show(valid), show(flexible), "-", "-", message.get("apiKey", "-"), "-",
              sep="\t")
        commons = {c["name"]: c for c in message.get("commonStructs", [])}
        for row in rows(message["name"], message["fields"], commons, valid, ""):
            print(*row, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
