"""Prints AWS SAM's own policy templates with made-up parameters: {name: {"parameters": [...], "document": {...}}}."""
import json
import os
import re

import samtranslator

PSEUDO = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012"}
with open(os.path.join(os.path.dirname(samtranslator.__file__), "policy_templates_data", "policy_templates.json")) as file:
    templates = json.load(file)["Templates"]


def resolve(node):
    if isinstance(node, list):
        return [resolve(item) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Ref"}:
        return PSEUDO.get(node["Ref"], f"value-of-{node['Ref']}")
    if set(node) == {"Fn::Sub"}:
        text, names = node["Fn::Sub"] if isinstance(node["Fn::Sub"], list) else (node["Fn::Sub"], {})
        known = {**PSEUDO, **{name: resolve(value) for name, value in names.items()}}
        return re.sub(r"\$\{([A-Za-z:]+)\}", lambda match: known[match.group(1)], text)
    return {key: resolve(value) for key, value in node.items()}


print(json.dumps({
    name: {
        "parameters": sorted(template.get("Parameters", {})),
        "document": {"Version": "2012-10-17", "Statement": resolve(template["Definition"]["Statement"])},
    }
    for name, template in templates.items()
}))
