"""Translates SAM templates with AWS's own translator. Argument: a file with a JSON list of YAML texts. Prints a list of
{"template": the CloudFormation template, "groups": [[functions with the same Role], ...]} or {"error": text}."""
import json
import os
import sys

os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse


def translate(text):
    try:
        template = Translator({}, Parser()).translate(yaml_parse(text), {})
    except InvalidDocumentException as error:
        return {"error": " ".join(cause.message for cause in error.causes)}
    groups = {}
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            groups.setdefault(json.dumps(resource["Properties"]["Role"], sort_keys=True), []).append(name)
    return {"template": template, "groups": list(groups.values())}


with open(sys.argv[1]) as file:
    print(json.dumps([translate(text) for text in json.load(file)]))
