"""Prints the AWS managed policy documents that moto carries: {name: document}."""
import json
import sys

from moto.iam.aws_managed_policies import aws_managed_policies_data

json.dump({name: policy["Document"] for name, policy in json.loads(aws_managed_policies_data).items()}, sys.stdout)
