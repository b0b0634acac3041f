"""Makes ocsf-compliance-finding.schema.json: the class Compliance Finding, as a JSON schema, of a checkout of the OCSF
schema's repository (github.com/ocsf/ocsf-schema, Apache-2.0), with the profiles cloud and datetime.

    git clone --branch 1.6.0 https://github.com/ocsf/ocsf-schema && python3 ocsf_schema.py ocsf-schema > ocsf-compliance-finding.schema.json

Attributes whose objects are not in KEPT are left out, and so refused. x-sibling says which text goes with a number, and
x-captions what it must be.
"""
import json
import pathlib
import sys

KEPT = ["metadata", "product", "cloud", "account", "finding_info", "compliance", "remediation", "resource_details"]
PROFILES = ["cloud", "datetime"]
BASIC = {"boolean_t": {"type": "boolean"}, "integer_t": {"type": "integer"}, "long_t": {"type": "integer"}, "float_t": {"type": "number"}, "string_t": {"type": "string"}, "json_t": {}}

root = pathlib.Path(sys.argv[1])
load = lambda path: json.loads((root / path).read_text())
dictionary = load("dictionary.json")
attributes, types = dictionary["attributes"], dictionary["types"]["attributes"]


def merged(definition, folder):
    """The attributes of a class or object with those of what it extends and of the profiles that are on."""
    parent = definition.get("extends")
    found, constraints = {}, {}
    if parent:
        path = next(folder.rglob(f"{parent}.json"))
        found, constraints = merged(json.loads(path.read_text()), folder)
    own = dict(definition.get("attributes", {}))
    for include in own.pop("$include", []):
        profile = load(include)
        if profile["name"] in PROFILES:
            for name, value in profile["attributes"].items():
                found[name] = {**found.get(name, {}), **value}
    for name, value in own.items():
        enum = {**found.get(name, {}).get("enum", {}), **value.get("enum", {})}
        found[name] = {**found.get(name, {}), **value, **({"enum": enum} if enum else {})}
    constraints.update(definition.get("constraints", {}))
    return found, constraints


def scalar(name):
    kind = types[name]
    schema = dict(BASIC[name] if name in BASIC else scalar(kind["type"]))
    if "regex" in kind:
        schema["pattern"] = kind["regex"]
    if "max_len" in kind:
        schema["maxLength"] = kind["max_len"]
    if "range" in kind:
        schema["minimum"], schema["maximum"] = kind["range"]
    return schema


def schema_of(definition, folder):
    found, constraints = merged(definition, folder)
    properties, required = {}, []
    for name, value in sorted(found.items()):
        if value.get("profile") not in (None, *PROFILES):
            continue
        known = {**attributes[name], **value}
        kind = known["type"]
        if kind == "object":
            schema = {"type": "object"}
        elif kind in types:
            schema = scalar(kind)
        elif kind in KEPT:
            schema = {"$ref": f"#/$defs/{kind}"}
        else:
            continue
        enum = {**attributes[name].get("enum", {}), **value.get("enum", {})}
        if enum and schema.get("type") == "integer":
            schema["enum"] = sorted(int(key) for key in enum)
            if "sibling" in known:
                schema["x-sibling"] = known["sibling"]
                schema["x-captions"] = {key: entry["caption"] for key, entry in enum.items()}
        if known.get("is_array"):
            schema = {"type": "array", "items": schema}
        properties[name] = schema
        if kind == "timestamp_t" and "datetime" in PROFILES:
            properties[f"{name}_dt"] = scalar("datetime_t")
        if known.get("requirement") == "required":
            required.append(name)
    result = {"type": "object", "additionalProperties": False, "properties": properties, "required": required}
    if "at_least_one" in constraints:
        result["anyOf"] = [{"required": [name]} for name in constraints["at_least_one"]]
    return result


event = load("events/findings/compliance_finding.json")
category = load("categories.json")["attributes"]["findings"]["uid"]
whole = schema_of(event, root / "events")
class_uid = category * 1000 + event["uid"]
whole["properties"]["category_uid"] = {"const": category}
whole["properties"]["class_uid"] = {"const": class_uid}
whole["properties"]["type_uid"] = {"enum": [class_uid * 100 + one for one in whole["properties"]["activity_id"]["enum"]]}
whole["$defs"] = {name: schema_of(load(f"objects/{name}.json"), root / "objects") for name in KEPT}
whole["$defs"]["metadata"]["properties"]["version"] = {"const": load("version.json")["version"]}
print(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": f"OCSF {load('version.json')['version']}, Copyright OCSF a Series of LF Projects, LLC; Apache-2.0. Made by ocsf_schema.py.", **whole}, indent=1))
