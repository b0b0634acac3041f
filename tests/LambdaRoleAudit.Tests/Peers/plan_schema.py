"""Validates a plan against the published schema: plan_schema.py SCHEMA PLAN. Prints null, or what is wrong."""
import json
import sys

import jsonschema

with open(sys.argv[1]) as schema, open(sys.argv[2]) as plan:
    validator = jsonschema.validators.validator_for(definition := json.load(schema))
    validator.check_schema(definition)
    errors = [error.message for error in validator(definition).iter_errors(json.load(plan))]
print(json.dumps(errors[0] if errors else None))
