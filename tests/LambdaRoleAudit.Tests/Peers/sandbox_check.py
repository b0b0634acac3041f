"""Reads and writes the Sandbox with boto3, as any AWS client would; prints "ok", or fails at the first difference."""
import json
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})


def expect(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        assert error.response["ResponseMetadata"]["RequestId"], error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


lam = boto3.client("lambda", region_name="us-east-1")
iam = boto3.client("iam", region_name="us-east-1")
sts = boto3.client("sts", region_name="us-east-1")
ec2 = boto3.client("ec2", region_name="us-east-1")

# Who and where.
assert sts.get_caller_identity()["Account"] == "123456789012"
assert len(ec2.describe_regions()["Regions"]) == 17

# Pages: at most 50 whatever is asked for, in one order, each function once.
page = lam.list_functions(MaxItems=10000)
assert len(page["Functions"]) == 50 and page["NextMarker"]
assert len(lam.list_functions(MaxItems=7)["Functions"]) == 7
names = [f["FunctionName"] for p in lam.get_paginator("list_functions").paginate() for f in p["Functions"]]
assert len(names) == 60 and len(set(names)) == 60
assert "State" not in page["Functions"][0] and "LastUpdateStatus" not in page["Functions"][0]

# Regions are apart; roles are not.
role = iam.create_role(RoleName="Made-By-Boto", Path="/team/", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "k", "Value": "v"}])["Role"]
assert role["Arn"] == "arn:aws:iam::123456789012:role/team/Made-By-Boto", role
assert role["AssumeRolePolicyDocument"]["Statement"][0]["Action"] == "sts:AssumeRole"
lam.create_function(FunctionName="made", Runtime="python3.13", Role=role["Arn"], Handler="a.b", Code={"ZipFile": b"x"}, Environment={"Variables": {"A": "b"}})
lam.get_waiter("function_active_v2").wait(FunctionName="made")
other = boto3.client("lambda", region_name="eu-west-1")
expect("ResourceNotFoundException", 404, other.get_function, FunctionName="made")
assert lam.get_function(FunctionName="made")["Configuration"]["Environment"]["Variables"] == {"A": "b"}
assert lam.get_function(FunctionName="arn:aws:lambda:us-east-1:123456789012:function:made")["Configuration"]["FunctionName"] == "made"
assert lam.get_function(FunctionName="123456789012:function:made")["Configuration"]["FunctionName"] == "made"

# Versions freeze the role that the function had.
assert lam.publish_version(FunctionName="made")["Version"] == "1"
second = iam.create_role(RoleName="second", AssumeRolePolicyDocument=TRUST)["Role"]
revision = lam.get_function_configuration(FunctionName="made")["RevisionId"]
updated = lam.update_function_configuration(FunctionName="made", Role=second["Arn"], RevisionId=revision)
assert updated["Role"] == second["Arn"] and updated["RevisionId"] != revision
lam.get_waiter("function_updated_v2").wait(FunctionName="made")
expect("PreconditionFailedException", 412, lam.update_function_configuration, FunctionName="made", Role=role["Arn"], RevisionId=revision)
versions = [v for p in lam.get_paginator("list_versions_by_function").paginate(FunctionName="made") for v in p["Versions"]]
assert [(v["Version"], v["Role"]) for v in versions] == [("$LATEST", second["Arn"]), ("1", role["Arn"])], versions
assert lam.get_function(FunctionName="made", Qualifier="1")["Configuration"]["FunctionArn"].endswith(":made:1")
everything = [f["FunctionArn"] for p in lam.get_paginator("list_functions").paginate(FunctionVersion="ALL") for f in p["Functions"]]
assert len(everything) == 62, len(everything)
expect("InvalidParameterValueException", 400, lam.update_function_configuration, FunctionName="made:1", Role=role["Arn"])

# Who else may call a function.
expect("ResourceNotFoundException", 404, lam.get_policy, FunctionName="made")
lam.add_permission(FunctionName="made", StatementId="bucket", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com", SourceArn="arn:aws:s3:::b", SourceAccount="123456789012")
lam.add_permission(FunctionName="made", StatementId="role", Action="lambda:InvokeFunction", Principal=role["Arn"])
statements = {s["Sid"]: s for s in json.loads(lam.get_policy(FunctionName="made")["Policy"])["Statement"]}
assert statements["bucket"]["Principal"] == {"Service": "s3.amazonaws.com"} and statements["role"]["Principal"] == {"AWS": role["Arn"]}, statements
assert statements["bucket"]["Condition"] == {"StringEquals": {"AWS:SourceAccount": "123456789012"}, "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"}}, statements
expect("ResourceConflictException", 409, lam.add_permission, FunctionName="made", StatementId="role", Action="lambda:InvokeFunction", Principal="*")

# Aliases, weights, and what a version or an alias has of its own.
live = lam.create_alias(FunctionName="made", Name="live", FunctionVersion="1", Description="d")
assert live["AliasArn"].endswith(":function:made:live") and live["FunctionVersion"] == "1" and "RoutingConfig" not in live, live
expect("ResourceConflictException", 409, lam.create_alias, FunctionName="made", Name="live", FunctionVersion="1")
expect("ResourceNotFoundException", 404, lam.create_alias, FunctionName="made", Name="other", FunctionVersion="9")
expect("InvalidParameterValueException", 400, lam.create_alias, FunctionName="made", Name="17", FunctionVersion="1")
resolved = lam.get_function(FunctionName="made", Qualifier="live")["Configuration"]
assert resolved["Version"] == "1" and resolved["FunctionArn"] == live["AliasArn"] and resolved["Role"] == role["Arn"], resolved
assert lam.get_function(FunctionName="made:live")["Configuration"]["Version"] == "1"
latest = lam.get_function_configuration(FunctionName="made")
expect("PreconditionFailedException", 412, lam.publish_version, FunctionName="made", RevisionId=revision)
expect("InvalidParameterValueException", 400, lam.publish_version, FunctionName="made", CodeSha256="other")
published = lam.publish_version(FunctionName="made", CodeSha256=latest["CodeSha256"], RevisionId=latest["RevisionId"], Description="second")
assert published["Version"] == "2" and published["Role"] == second["Arn"] and published["Description"] == "second", published
lam.get_waiter("published_version_active").wait(FunctionName="made", Qualifier="2")
assert lam.publish_version(FunctionName="made")["Version"] == "2", "nothing changed, so nothing is published"
message = expect("InvalidParameterValueException", 400, lam.update_alias, FunctionName="made", Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}})
assert "same IAM role" in message, message
expect("PreconditionFailedException", 412, lam.update_alias, FunctionName="made", Name="live", FunctionVersion="2", RevisionId="old")
moved = lam.update_alias(FunctionName="made", Name="live", FunctionVersion="2", RevisionId=live["RevisionId"])
assert moved["FunctionVersion"] == "2" and moved["Description"] == "d" and moved["RevisionId"] != live["RevisionId"], moved
lam.update_function_configuration(FunctionName="made", MemorySize=512)
assert lam.publish_version(FunctionName="made")["Version"] == "3"
weighted = lam.update_alias(FunctionName="made", Name="live", RoutingConfig={"AdditionalVersionWeights": {"3": 0.25}})
assert weighted["RoutingConfig"]["AdditionalVersionWeights"] == {"3": 0.25}, weighted
assert expect("ResourceConflictException", 409, lam.delete_function, FunctionName="made", Qualifier="3").startswith("Version 3 cannot be deleted")
lam.update_alias(FunctionName="made", Name="live", RoutingConfig={"AdditionalVersionWeights": {}})
lam.delete_function(FunctionName="made", Qualifier="3")
expect("ResourceNotFoundException", 404, lam.get_function, FunctionName="made", Qualifier="3")
lam.create_alias(FunctionName="made", Name="next", FunctionVersion="$LATEST")
assert [a["Name"] for p in lam.get_paginator("list_aliases").paginate(FunctionName="made", PaginationConfig={"PageSize": 1}) for a in p["Aliases"]] == ["live", "next"]
assert [a["Name"] for a in lam.list_aliases(FunctionName="made", FunctionVersion="2")["Aliases"]] == ["live"]
expect("ProvisionedConcurrencyConfigNotFoundException", 404, lam.get_provisioned_concurrency_config, FunctionName="made", Qualifier="live")
expect("InvalidParameterValueException", 400, lam.put_provisioned_concurrency_config, FunctionName="made", Qualifier="next", ProvisionedConcurrentExecutions=1)
lam.put_provisioned_concurrency_config(FunctionName="made", Qualifier="live", ProvisionedConcurrentExecutions=3)
config = lam.get_provisioned_concurrency_config(FunctionName="made", Qualifier="live")
assert (config["Status"], config["RequestedProvisionedConcurrentExecutions"]) == ("READY", 3), config
lam.delete_provisioned_concurrency_config(FunctionName="made", Qualifier="live")
expect("ResourceNotFoundException", 404, lam.get_function_url_config, FunctionName="made", Qualifier="live")
lam.create_function_url_config(FunctionName="made", Qualifier="live", AuthType="AWS_IAM")
url = lam.get_function_url_config(FunctionName="made", Qualifier="live")
assert url["AuthType"] == "AWS_IAM" and url["FunctionArn"] == live["AliasArn"], url
expect("ResourceNotFoundException", 404, lam.get_function_url_config, FunctionName="made")
expect("ResourceNotFoundException", 404, lam.get_policy, FunctionName="made", Qualifier="live")
lam.add_permission(FunctionName="made", Qualifier="live", StatementId="alias", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")
assert json.loads(lam.get_policy(FunctionName="made", Qualifier="live")["Policy"])["Statement"][0]["Resource"] == live["AliasArn"]
lam.create_event_source_mapping(FunctionName="made:live", EventSourceArn="arn:aws:sqs:us-east-1:123456789012:q")
assert lam.list_event_source_mappings(FunctionName="made:live")["EventSourceMappings"][0]["FunctionArn"] == live["AliasArn"]
assert lam.list_event_source_mappings(FunctionName="made")["EventSourceMappings"] == []
lam.delete_alias(FunctionName="made", Name="next")
expect("ResourceNotFoundException", 404, lam.get_alias, FunctionName="made", Name="next")

# What is not possible.
expect("ResourceConflictException", 409, lam.create_function, FunctionName="made", Runtime="python3.13", Role=role["Arn"], Handler="a.b", Code={"ZipFile": b"x"})
message = expect("InvalidParameterValueException", 400, lam.update_function_configuration, FunctionName="made", Role="arn:aws:iam::123456789012:role/nobody")
assert message == "The role defined for the function cannot be assumed by Lambda.", message
expect("NoSuchEntity", 404, iam.get_role, RoleName="nobody")
expect("EntityAlreadyExists", 409, iam.create_role, RoleName="made-by-BOTO", AssumeRolePolicyDocument=TRUST)
expect("MalformedPolicyDocument", 400, iam.create_role, RoleName="x", AssumeRolePolicyDocument="{oops")

# Policies.
arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
iam.attach_role_policy(RoleName="second", PolicyArn=arn)
iam.put_role_policy(RoleName="second", PolicyName="inline", PolicyDocument=TRUST)
assert iam.list_attached_role_policies(RoleName="second")["AttachedPolicies"][0]["PolicyArn"] == arn
assert iam.get_role_policy(RoleName="second", PolicyName="inline")["PolicyDocument"]["Version"] == "2012-10-17"
expect("DeleteConflict", 409, iam.delete_role, RoleName="second")
iam.detach_role_policy(RoleName="second", PolicyArn=arn)
iam.delete_role_policy(RoleName="second", PolicyName="inline")
roles = [r["RoleName"] for p in iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 40}) for r in p["Roles"]]
assert len(roles) == len(set(roles)) and "second" in roles and "Made-By-Boto" in roles
assert [r["RoleName"] for r in iam.list_roles(PathPrefix="/team/")["Roles"]] == ["Made-By-Boto"]

# Managed policies, boundaries, tags, limits.
basic = iam.get_policy(PolicyArn=arn)["Policy"]
assert basic["PolicyName"] == "AWSLambdaBasicExecutionRole" and basic["Path"] == "/service-role/"
document = iam.get_policy_version(PolicyArn=arn, VersionId=basic["DefaultVersionId"])["PolicyVersion"]["Document"]
assert "logs:PutLogEvents" in document["Statement"][0]["Action"]
expect("NoSuchEntity", 404, iam.get_policy, PolicyArn="arn:aws:iam::aws:policy/AWSLambdaMQExecutionRole")
expect("NoSuchEntity", 404, iam.attach_role_policy, RoleName="second", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaMQExecutionRole")
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})
own = iam.create_policy(PolicyName="own", PolicyDocument=ALLOW)["Policy"]["Arn"]
expect("EntityAlreadyExists", 409, iam.create_policy, PolicyName="own", PolicyDocument=ALLOW)
expect("NoSuchEntity", 404, iam.create_role, RoleName="bounded", AssumeRolePolicyDocument=TRUST, PermissionsBoundary="arn:aws:iam::123456789012:policy/none")
iam.create_role(RoleName="bounded", AssumeRolePolicyDocument=TRUST, PermissionsBoundary=own, MaxSessionDuration=7200, Description="d")
iam.attach_role_policy(RoleName="bounded", PolicyArn=own)
iam.put_role_policy(RoleName="bounded", PolicyName="p", PolicyDocument=ALLOW)
iam.tag_role(RoleName="bounded", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])
iam.untag_role(RoleName="bounded", TagKeys=["a"])
bounded = iam.get_role(RoleName="BOUNDED")["Role"]
assert bounded["PermissionsBoundary"]["PermissionsBoundaryArn"] == own and bounded["Tags"] == [{"Key": "b", "Value": ""}], bounded
assert iam.list_role_tags(RoleName="bounded")["Tags"] == bounded["Tags"] and bounded["MaxSessionDuration"] == 7200
big = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::" + "x" * 6000]}})
iam.put_role_policy(RoleName="bounded", PolicyName="big", PolicyDocument=big)
expect("LimitExceeded", 409, iam.put_role_policy, RoleName="bounded", PolicyName="bigger", PolicyDocument=big)
expect("LimitExceeded", 409, iam.tag_role, RoleName="bounded", Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(50)])
expect("MalformedPolicyDocument", 400, iam.put_role_policy, RoleName="second", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}] * 2}))
details = [d for p in iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role", "LocalManagedPolicy", "AWSManagedPolicy"], PaginationConfig={"PageSize": 7}) for d in p["RoleDetailList"]]
assert {d["RoleName"] for d in details} == set(r["RoleName"] for p in iam.get_paginator("list_roles").paginate() for r in p["Roles"])
detail = next(d for d in details if d["RoleName"] == "bounded")
assert [p["PolicyName"] for p in detail["RolePolicyList"]] == ["big", "p"] and detail["AttachedManagedPolicies"][0]["PolicyArn"] == own and "MaxSessionDuration" not in detail
policies = [d for p in iam.get_paginator("get_account_authorization_details").paginate(Filter=["LocalManagedPolicy"]) for d in p["Policies"]]
assert [p["Arn"] for p in policies] == [own] and policies[0]["PolicyVersionList"][0]["Document"]["Statement"]["Action"] == "s3:*"
summary = iam.get_account_summary()["SummaryMap"]
assert summary["RolesQuota"] == 1000 and summary["Roles"] == len(details), summary
assert summary["PoliciesQuota"] == 1500 and summary["Policies"] == len(policies), summary

# The account's own managed policies: their versions and tags, and what prevents a deletion.
expect("EntityAlreadyExists", 409, iam.create_policy, PolicyName="OWN", Path="/elsewhere/", PolicyDocument=ALLOW)
expect("MalformedPolicyDocument", 400, iam.create_policy, PolicyName="bad", PolicyDocument="{oops")
expect("LimitExceeded", 409, iam.create_policy, PolicyName="bad", PolicyDocument=big.replace("x" * 6000, "x" * 6100))
tagged = iam.create_policy(PolicyName="n" * 128, Path="/team/", PolicyDocument=ALLOW + " " * 7000, Tags=[{"Key": "k", "Value": "v"}])["Policy"]
assert tagged["Arn"] == "arn:aws:iam::123456789012:policy/team/" + "n" * 128 and tagged["AttachmentCount"] == 0 and tagged["DefaultVersionId"] == "v1"
seen = iam.get_policy(PolicyArn=tagged["Arn"])["Policy"]
assert seen["Tags"] == [{"Key": "k", "Value": "v"}] and seen["PermissionsBoundaryUsageCount"] == 0 and seen["PolicyId"] == tagged["PolicyId"]
iam.tag_policy(PolicyArn=tagged["Arn"], Tags=[{"Key": "K", "Value": "w"}, {"Key": "m", "Value": ""}])
iam.untag_policy(PolicyArn=tagged["Arn"], TagKeys=["m"])
assert iam.list_policy_tags(PolicyArn=tagged["Arn"])["Tags"] == [{"Key": "K", "Value": "w"}]
used = iam.get_policy(PolicyArn=own)["Policy"]
assert (used["AttachmentCount"], used["PermissionsBoundaryUsageCount"]) == (1, 1)
expect("DeleteConflict", 409, iam.delete_policy, PolicyArn=own)
second_version = iam.create_policy_version(PolicyArn=tagged["Arn"], PolicyDocument=TRUST, SetAsDefault=True)["PolicyVersion"]
assert second_version["VersionId"] == "v2" and second_version["IsDefaultVersion"] and iam.get_policy(PolicyArn=tagged["Arn"])["Policy"]["DefaultVersionId"] == "v2"
assert sorted(v["VersionId"] for p in iam.get_paginator("list_policy_versions").paginate(PolicyArn=tagged["Arn"], PaginationConfig={"PageSize": 1}) for v in p["Versions"]) == ["v1", "v2"]
expect("DeleteConflict", 409, iam.delete_policy, PolicyArn=tagged["Arn"])
expect("DeleteConflict", 409, iam.delete_policy_version, PolicyArn=tagged["Arn"], VersionId="v2")
for _ in range(3): iam.create_policy_version(PolicyArn=tagged["Arn"], PolicyDocument=ALLOW)
expect("LimitExceeded", 409, iam.create_policy_version, PolicyArn=tagged["Arn"], PolicyDocument=ALLOW)
iam.set_default_policy_version(PolicyArn=tagged["Arn"], VersionId="v1")
for number in range(2, 6): iam.delete_policy_version(PolicyArn=tagged["Arn"], VersionId=f"v{number}")
expect("NoSuchEntity", 404, iam.get_policy_version, PolicyArn=tagged["Arn"], VersionId="v2")
iam.delete_policy(PolicyArn=tagged["Arn"])
for gone in (iam.get_policy, iam.delete_policy, iam.list_policy_versions): expect("NoSuchEntity", 404, gone, PolicyArn=tagged["Arn"])

# What its model refuses, in IAM's words (botocore sends it: it looks at lengths and not at patterns).
def refused(call, **arguments):
    return expect("ValidationError", 400, call, **arguments)


words = "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must satisfy regular expression pattern: {}"
assert refused(iam.tag_role, RoleName="second", Tags=[{"Key": "ok", "Value": "v"}, {"Key": "k", "Value": "\x1b[2J"}]) == words.format(
    "tags.2.member.value", r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*")
assert refused(iam.untag_role, RoleName="second", TagKeys=["\x07"]) == words.format("tagKeys.1.member", r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+")
assert iam.list_role_tags(RoleName="second")["Tags"] == [], "all tags, or none"
assert refused(iam.create_role, RoleName="x", AssumeRolePolicyDocument=TRUST, Description="\x1b") == words.format(
    "description", r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*")
for name in ("a b", "a\n", "a\u202e", "n" * 65):
    refused(iam.create_role, RoleName=name, AssumeRolePolicyDocument=TRUST)
    refused(iam.get_role, RoleName=name)
for path in ("a", "/a", "//", "/a b/", "/a/\n"):
    refused(iam.create_role, RoleName="x", Path=path, AssumeRolePolicyDocument=TRUST)
for document in (TRUST + "\u0100", TRUST + "\x00"):
    refused(iam.put_role_policy, RoleName="second", PolicyName="p", PolicyDocument=document)
    refused(iam.update_assume_role_policy, RoleName="second", PolicyDocument=document)
refused(iam.put_role_policy, RoleName="second", PolicyName="p/q", PolicyDocument=TRUST)
refused(iam.create_role, RoleName="x", AssumeRolePolicyDocument=TRUST, MaxSessionDuration=43201)
expect("InvalidInput", 400, iam.tag_role, RoleName="second", Tags=[{"Key": "AWS:cloudformation:stack-name", "Value": "v"}])
iam.tag_role(RoleName="second", Tags=[{"Key": "Team", "Value": "a"}, {"Key": "\U00020000", "Value": "a letter beyond U+FFFF"}])
iam.tag_role(RoleName="second", Tags=[{"Key": "TEAM", "Value": "b"}])
assert {"Key": "TEAM", "Value": "b"} in iam.list_role_tags(RoleName="second")["Tags"] and len(iam.get_role(RoleName="second")["Role"]["Tags"]) == 2
iam.untag_role(RoleName="second", TagKeys=["team", "\U00020000"])
assert iam.list_role_tags(RoleName="second")["Tags"] == []

# Instance profiles: pages, tags, and one that only an estate named.
for i in range(3):
    iam.create_instance_profile(InstanceProfileName=f"p{i}", Tags=[{"Key": "k", "Value": "v"}])
    iam.add_role_to_instance_profile(InstanceProfileName=f"p{i}", RoleName="second")
pages = list(iam.get_paginator("list_instance_profiles_for_role").paginate(RoleName="second", PaginationConfig={"PageSize": 2}))
assert [[p["InstanceProfileName"] for p in page["InstanceProfiles"]] for page in pages] == [["p0", "p1"], ["p2"]] and pages[0]["IsTruncated"]
assert iam.get_instance_profile(InstanceProfileName="p0")["InstanceProfile"]["Tags"] == [{"Key": "k", "Value": "v"}]
assert expect("LimitExceeded", 409, iam.add_role_to_instance_profile, InstanceProfileName="p0", RoleName="bounded") == (
    "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
assert expect("DeleteConflict", 409, iam.delete_role, RoleName="second") == "Cannot delete entity, must remove roles from instance profile first."
for i in range(3):
    iam.remove_role_from_instance_profile(InstanceProfileName=f"p{i}", RoleName="second")
    iam.delete_instance_profile(InstanceProfileName=f"p{i}")
expect("NoSuchEntity", 404, iam.get_instance_profile, InstanceProfileName="p0")
expect("NoSuchEntity", 404, iam.list_instance_profiles_for_role, RoleName="nobody")

# A role's boundary comes and goes.
expect("NoSuchEntity", 404, iam.put_role_permissions_boundary, RoleName="second", PermissionsBoundary="arn:aws:iam::123456789012:policy/none")
iam.put_role_permissions_boundary(RoleName="second", PermissionsBoundary=own)
assert iam.get_role(RoleName="second")["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == own
iam.delete_role_permissions_boundary(RoleName="second")
assert "PermissionsBoundary" not in iam.get_role(RoleName="second")["Role"]

# Pollers and tags.
lam.create_function(FunctionName="poller", Runtime="python3.13", Role=second["Arn"], Handler="a.b", Code={"ZipFile": b"x"}, Tags={"team": "a"})
assert lam.get_function(FunctionName="poller")["Tags"] == {"team": "a"}
mapping = lam.create_event_source_mapping(FunctionName="poller", EventSourceArn="arn:aws:sqs:us-east-1:123456789012:q")
assert lam.get_event_source_mapping(UUID=mapping["UUID"])["State"] == "Enabled"
assert [m["UUID"] for p in lam.get_paginator("list_event_source_mappings").paginate(FunctionName="poller") for m in p["EventSourceMappings"]] == [mapping["UUID"]]
lam.update_function_configuration(FunctionName="poller", Role=role["Arn"])
lam.get_waiter("function_updated_v2").wait(FunctionName="poller")
assert lam.get_event_source_mapping(UUID=mapping["UUID"])["State"] == "Disabled", "the new role cannot read the queue"
lam.delete_function(FunctionName="poller")
iam.delete_role_policy(RoleName="bounded", PolicyName="p")
iam.delete_role_policy(RoleName="bounded", PolicyName="big")
iam.detach_role_policy(RoleName="bounded", PolicyArn=own)
iam.delete_role(RoleName="bounded")

# Taking away.
lam.delete_function(FunctionName="made", Qualifier="1")
lam.delete_function(FunctionName="made")
expect("ResourceNotFoundException", 404, lam.delete_function, FunctionName="made")
iam.delete_role(RoleName="second")
expect("NoSuchEntity", 404, iam.delete_role, RoleName="second")

# Another account's role.
guest = sts.assume_role(RoleArn="arn:aws:iam::210987654321:role/audit/guest", RoleSessionName="check", ExternalId="agreed", DurationSeconds=900)
keys = guest["Credentials"]
assert guest["AssumedRoleUser"]["Arn"] == "arn:aws:sts::210987654321:assumed-role/guest/check" and keys["Expiration"]
session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name="us-east-1")
assert session.client("sts").get_caller_identity()["Arn"] == guest["AssumedRoleUser"]["Arn"]
assert [f["FunctionName"] for f in session.client("lambda").list_functions()["Functions"]] == ["theirs"]
for refused in ({"RoleArn": "arn:aws:iam::210987654321:role/audit/guest"}, {"RoleArn": "arn:aws:iam::210987654321:role/nobody", "ExternalId": "agreed"}):
    assert "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::210987654321:role/" in expect("AccessDenied", 403, sts.assume_role, RoleSessionName="check", **refused)

# Who may not.
key, url = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_ENDPOINT_URL"]
for service, bad_secret, bad_key, call in (
        ("lambda", "InvalidSignatureException", "UnrecognizedClientException", "list_functions"),
        ("iam", "SignatureDoesNotMatch", "InvalidClientTokenId", "list_roles"),
        ("sts", "SignatureDoesNotMatch", "InvalidClientTokenId", "get_caller_identity")):
    wrong = boto3.client(service, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key="wrong", endpoint_url=url, config=ONCE)
    expect(bad_secret, 403, getattr(wrong, call))
    nobody = boto3.client(service, region_name="us-east-1", aws_access_key_id="AKIANOBODY", aws_secret_access_key="x", endpoint_url=url, config=ONCE)
    expect(bad_key, 403, getattr(nobody, call))
expect("AuthFailure", 401, boto3.client("ec2", region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key="wrong", endpoint_url=url, config=ONCE).describe_regions)

# Too much: 15 control-plane requests a second and region.
fast = boto3.client("lambda", region_name="us-west-2", config=ONCE)
refused = 0
for _ in range(60):
    try:
        fast.list_functions()
    except ClientError as error:
        assert error.response["Error"]["Code"] == "TooManyRequestsException" and error.response["ResponseMetadata"]["HTTPStatusCode"] == 429
        refused += 1
assert refused > 0

print(json.dumps("ok"))
