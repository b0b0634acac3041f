"""Validates a JSON file by a JSON schema: schema_check.py SCHEMA FILE. Prints null, or what is wrong first."""
import json
import sys

import jsonschema

with open(sys.argv[1]) as schema, open(sys.argv[2], encoding="utf-8") as document:
    validator = jsonschema.validators.validator_for(definition := json.load(schema))
    validator.check_schema(definition)
    error = next(validator(definition).iter_errors(json.load(document)), None)
print(json.dumps(error and f"{error.json_path}: {error.message}"))
