"""Validates batches of findings as boto3 does before BatchImportFindings, and the limits that its model does not have. Prints null, or what is wrong."""
import json
import sys

import botocore.session
from botocore.validate import ParamValidator

shape = botocore.session.get_session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape
with open(sys.argv[1]) as report:
    batches = json.load(report)
wrong = []
for batch in batches:
    errors = ParamValidator().validate(batch, shape)
    if errors.has_errors():
        wrong.append(errors.generate_report())
    if len(batch["Findings"]) > 100:
        wrong.append("a batch has more than 100 findings")
    for finding in batch["Findings"]:
        for name, longest in (("Title", 256), ("Description", 1024), ("Id", 512), ("GeneratorId", 512)):
            if not 0 < len(finding[name]) <= longest:
                wrong.append(f"{name} has {len(finding[name])} characters")
        if len(finding.get("Remediation", {}).get("Recommendation", {}).get("Text", "")) > 512:
            wrong.append("Remediation is too long")
        if len(finding["Resources"]) > 32 or not finding["Resources"]:
            wrong.append("Resources are none, or too many")
        account = finding["ProductArn"].split(":")[4]
        if finding["AwsAccountId"] != account or f"product/{account}/default" not in finding["ProductArn"]:
            wrong.append("ProductArn is not the account's own")
print(json.dumps(wrong[0] if wrong else None))
