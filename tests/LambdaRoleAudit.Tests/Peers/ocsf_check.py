"""Validates a list of OCSF events by their class's definition. Prints null, or what is wrong first."""
import json
import pathlib
import sys

import jsonschema

schema = json.loads((pathlib.Path(__file__).parent / "ocsf-compliance-finding.schema.json").read_text())
validator = jsonschema.Draft202012Validator(schema)


def siblings(value, definition):
    """Texts that do not say what their number does."""
    definition = schema["$defs"][definition["$ref"].rsplit("/", 1)[1]] if "$ref" in definition else definition
    for name, known in definition.get("properties", {}).items():
        if name not in value:
            continue
        if "x-sibling" in known and value.get(known["x-sibling"]) not in (known["x-captions"].get(str(value[name])), None):
            yield f"{known['x-sibling']} is {value[known['x-sibling']]!r} beside {name} {value[name]}"
        items = value[name] if isinstance(value[name], list) else [value[name]]
        for item in items:
            if isinstance(item, dict):
                yield from siblings(item, known.get("items", known))


with open(sys.argv[1]) as report:
    events = json.load(report)
wrong = []
for event in events:
    wrong += [f"{error.json_path}: {error.message}" for error in validator.iter_errors(event)]
    wrong += list(siblings(event, schema))
    if event["type_uid"] != event["class_uid"] * 100 + event["activity_id"]:
        wrong.append("type_uid is not class_uid * 100 + activity_id")
print(json.dumps(wrong[0] if wrong else None))
