"""Prints a CloudFormation template, or another YAML file, as JSON."""
import json
import sys

import cfnlint.decode
import yaml

with open(sys.argv[1]) as file:
    text = file.read()
if "AWSTemplateFormatVersion" in text:
    document, errors = cfnlint.decode.decode(sys.argv[1])
    assert not errors, errors
else:
    document = yaml.safe_load(text)
print(json.dumps(document))
