"""What IAM answers about instance profiles, tags and a role's trust: one line for each call, from whatever endpoint it is."""
import json

import boto3
from botocore.exceptions import ClientError

iam = boto3.client("iam", region_name="us-east-1")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
OTHER = TRUST.replace("lambda.", "ec2.")
said = []


def call(name, **arguments):
    """Says the error's code and status, or what the caller takes out of the answer."""
    take = arguments.pop("take", lambda answer: "done")
    try:
        said.append([name, take(getattr(iam, name)(**arguments))])
    except ClientError as error:
        said.append([name, error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]])


def profile(answer):
    it = answer["InstanceProfile"]
    assert it["InstanceProfileId"].startswith("AIPA") or it["InstanceProfileId"], it
    return [it["InstanceProfileName"], it["Path"], it["Arn"], sorted(role["RoleName"] for role in it["Roles"]), bool(it["CreateDate"])]


def profiles(answer):
    return [profile({"InstanceProfile": it}) for it in answer["InstanceProfiles"]] + [answer.get("IsTruncated", False)]


call("create_role", RoleName="held", AssumeRolePolicyDocument=TRUST, take=lambda answer: answer["Role"]["Arn"])
call("create_role", RoleName="free", AssumeRolePolicyDocument=TRUST, take=lambda answer: answer["Role"]["Arn"])
call("list_instance_profiles_for_role", RoleName="held", take=profiles)
call("create_instance_profile", InstanceProfileName="web", Path="/servers/", take=profile)
call("create_instance_profile", InstanceProfileName="web")
call("add_role_to_instance_profile", InstanceProfileName="web", RoleName="nobody")
call("add_role_to_instance_profile", InstanceProfileName="none", RoleName="held")
call("add_role_to_instance_profile", InstanceProfileName="web", RoleName="held")
call("add_role_to_instance_profile", InstanceProfileName="web", RoleName="free")
call("get_instance_profile", InstanceProfileName="web", take=profile)
call("get_instance_profile", InstanceProfileName="none")
call("list_instance_profiles_for_role", RoleName="held", take=profiles)
call("list_instance_profiles_for_role", RoleName="free", take=profiles)
call("get_account_authorization_details", Filter=["Role"], take=lambda answer: [
    [it["InstanceProfileName"], it["Arn"], [role["RoleName"] for role in it["Roles"]]]
    for role in answer["RoleDetailList"] if role["RoleName"] == "held" for it in role["InstanceProfileList"]])
call("delete_instance_profile", InstanceProfileName="web")
call("delete_role", RoleName="held")
call("remove_role_from_instance_profile", InstanceProfileName="web", RoleName="held")
call("list_instance_profiles_for_role", RoleName="held", take=profiles)
call("delete_instance_profile", InstanceProfileName="web")
call("delete_instance_profile", InstanceProfileName="web")
call("delete_role", RoleName="held")

call("update_assume_role_policy", RoleName="free", PolicyDocument=OTHER)
call("get_role", RoleName="free", take=lambda answer: answer["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"])
call("update_assume_role_policy", RoleName="free", PolicyDocument="{oops")
call("update_assume_role_policy", RoleName="nobody", PolicyDocument=OTHER)

# botocore does not look at patterns: what comes here was answered. (No C0 controls: moto puts them into its XML raw.)
for key, value in (("a\u009b", "v"), ("a\u202e", "v"), ("a;b", "v"), ("k" * 129, "v"), ("k", "v" * 257)):
    call("tag_role", RoleName="free", Tags=[{"Key": key, "Value": value}])
    call("create_role", RoleName="never", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": key, "Value": value}])
call("get_role", RoleName="never")
call("untag_role", RoleName="free", TagKeys=["a\u009b"])
call("tag_role", RoleName="free", Tags=[{"Key": "k", "Value": "v"}, {"Key": "K", "Value": "v"}])
call("tag_role", RoleName="free", Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(51)])
call("list_role_tags", RoleName="free", take=lambda answer: answer["Tags"])
call("tag_role", RoleName="free", Tags=[{"Key": "Grüße é", "Value": "a:b/c=d+e-f@g_h."}])
call("list_role_tags", RoleName="free", take=lambda answer: answer["Tags"])
call("untag_role", RoleName="free", TagKeys=["Grüße é", "none"])
call("list_role_tags", RoleName="free", take=lambda answer: answer["Tags"])
call("delete_role", RoleName="free")
print(json.dumps(said))
