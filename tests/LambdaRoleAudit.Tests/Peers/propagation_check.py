"""Checks the Sandbox's propagation and updates, which take time here, with boto3: what AWS answers meanwhile, and after."""
import json
import time

import boto3
from botocore.exceptions import ClientError, WaiterError

iam = boto3.client("iam")
lam = boto3.client("lambda", region_name="us-east-1")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def until_accepted(**change):
    """Tries until Lambda takes the change; gives what it said before."""
    said = []
    while True:
        try:
            return lam.update_function_configuration(**change), said
        except ClientError as error:
            assert error.response["Error"]["Code"] == "InvalidParameterValueException", error
            said.append(error.response["Error"]["Message"])
            time.sleep(0.05)


role = iam.create_role(RoleName="fresh", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
answer, said = until_accepted(FunctionName="s3-get-object", Role=role)
assert said and set(said) == {"The role defined for the function cannot be assumed by Lambda."}, said
assert answer["LastUpdateStatus"] == "InProgress"
try:
    lam.update_function_configuration(FunctionName="s3-get-object", Timeout=9)
    raise AssertionError("an update was taken while another is in progress")
except ClientError as error:
    assert error.response["Error"]["Code"] == "ResourceConflictException" and error.response["ResponseMetadata"]["HTTPStatusCode"] == 409
lam.get_waiter("function_updated_v2").wait(FunctionName="s3-get-object")

lam.update_function_configuration(FunctionName="s3-get-object", VpcConfig={"SubnetIds": [], "SecurityGroupIds": []})
lam.get_waiter("function_updated_v2").wait(FunctionName="s3-get-object")
iam.attach_role_policy(RoleName="fresh", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole")
function = lam.create_function(FunctionName="in-vpc", Runtime="python3.13", Role="arn:aws:iam::123456789012:role/aws-lambda-full-access", Handler="a.b", Code={"ZipFile": b"x"})
lam.update_function_configuration(FunctionName="in-vpc", VpcConfig={"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]})
lam.get_waiter("function_updated_v2").wait(FunctionName="in-vpc")
_, said = until_accepted(FunctionName="in-vpc", Role=role)
assert set(said) <= {"The provided execution role does not have permissions to call CreateNetworkInterface on EC2"}, said
lam.get_waiter("function_updated_v2").wait(FunctionName="in-vpc")

# cc-sqs-poller's next update is told to fail.
lam.update_function_configuration(FunctionName="cc-sqs-poller", Role=role)
try:
    lam.get_waiter("function_updated_v2").wait(FunctionName="cc-sqs-poller")
    raise AssertionError("the update did not fail")
except WaiterError as error:
    assert error.last_response["Configuration"]["LastUpdateStatus"] == "Failed"
print(json.dumps("ok"))
