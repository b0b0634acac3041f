using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>
/// The ways to more power that others list, each entry: Hacking the Cloud's "AWS IAM Privilege Escalation Techniques", PMapper's
/// edges (principalmapper/graphing), and BishopFox's iam-vulnerable, rebuilt as small inputs.
/// </summary>
public partial class FindingPeerTests
{
    private static IEnumerable<Case> Lists()
    {
        yield return new(
            "Hacking the Cloud", "codestar:CreateProject + codestar:AssociateTeamMember", "LRA-202", true, null,
            plant => plant.Allow(new[] { "codestar:CreateProject", "codestar:AssociateTeamMember" }, "*"),
            "A team member is an IAM user. A role is not.");
        yield return new(
            "Hacking the Cloud", "glue:UpdateDevEndpoint", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("glue:UpdateDevEndpoint", "*"));
        yield return new(
            "Hacking the Cloud", "iam:AddUserToGroup", "LRA-202", true, null, plant => plant.Allow("iam:AddUserToGroup", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:AttachGroupPolicy", "LRA-202", true, null, plant => plant.Allow("iam:AttachGroupPolicy", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:AttachRolePolicy", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:AttachRolePolicy", "*"));
        yield return new(
            "Hacking the Cloud", "iam:AttachUserPolicy", "LRA-202", true, null, plant => plant.Allow("iam:AttachUserPolicy", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:CreateAccessKey", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:CreateAccessKey", "*"));
        yield return new(
            "Hacking the Cloud", "iam:CreateLoginProfile", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:CreateLoginProfile", "*"));
        yield return new(
            "Hacking the Cloud", "iam:CreatePolicyVersion", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:CreatePolicyVersion", "*"));
        yield return new(
            "Hacking the Cloud", "iam:DeleteRolePermissionsBoundary", "LRA-202", true, FindingStatus.Fail,
            plant =>
            {
                plant.Allow(new[] { "s3:*", "iam:DeleteRolePermissionsBoundary" }, "*");
                plant.Boundary = Plant.Document(Plant.Statement("Allow", new[] { "logs:*", "iam:*" }, "*"));
            });
        yield return new(
            "Hacking the Cloud", "iam:DeleteRolePolicy", "LRA-202", true, FindingStatus.Fail,
            plant =>
            {
                plant.Allow(new[] { "s3:*", "iam:DeleteRolePolicy" }, "*");
                plant.Policies.Add(new RolePolicy("guard", null, Plant.Document(Plant.Statement("Deny", "s3:*", "arn:aws:s3:::secret/*"))));
            });
        yield return new(
            "Hacking the Cloud", "iam:DeleteUserPermissionsBoundary", "LRA-202", true, null,
            plant => plant.Allow("iam:DeleteUserPermissionsBoundary", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:DeleteUserPolicy", "LRA-202", true, null, plant => plant.Allow("iam:DeleteUserPolicy", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:DetachRolePolicy", "LRA-202", true, FindingStatus.Fail,
            plant =>
            {
                plant.Allow(new[] { "s3:*", "iam:DetachRolePolicy" }, "*");
                plant.Policies.Add(
                    new RolePolicy(
                        "guard", $"arn:aws:iam::{Plant.Account}:policy/guard",
                        Plant.Document(Plant.Statement("Deny", "s3:*", "arn:aws:s3:::secret/*"))));
            });
        yield return new(
            "Hacking the Cloud", "iam:DetachUserPolicy", "LRA-202", true, null, plant => plant.Allow("iam:DetachUserPolicy", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:PassRole + autoscaling:CreateAutoScalingGroup + autoscaling:CreateLaunchConfiguration", "LRA-202",
            true, FindingStatus.Fail,
            plant =>
                plant.Allow(new[] { "iam:PassRole", "autoscaling:CreateAutoScalingGroup", "autoscaling:CreateLaunchConfiguration" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + autoscaling:CreateAutoScalingGroup + ec2:CreateLaunchTemplate", "LRA-202", true,
            FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "autoscaling:CreateAutoScalingGroup", "ec2:CreateLaunchTemplate" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + autoscaling:UpdateAutoScalingGroup + autoscaling:CreateLaunchConfiguration", "LRA-202",
            true, FindingStatus.Fail,
            plant =>
                plant.Allow(new[] { "iam:PassRole", "autoscaling:UpdateAutoScalingGroup", "autoscaling:CreateLaunchConfiguration" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + autoscaling:UpdateAutoScalingGroup + ec2:CreateLaunchTemplate", "LRA-202", true,
            FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "autoscaling:UpdateAutoScalingGroup", "ec2:CreateLaunchTemplate" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + cloudformation:CreateStack", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "cloudformation:CreateStack" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + codestar:CreateProject", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "codestar:CreateProject" }, "*"));
        yield return new(
            "Hacking the Cloud",
            "iam:PassRole + datapipeline:ActivatePipeline + datapipeline:CreatePipeline + datapipeline:PutPipelineDefinition", "LRA-202",
            true, FindingStatus.Fail,
            plant =>
                plant.Allow(
                    new[]
                    {
                        "iam:PassRole",
                        "datapipeline:ActivatePipeline",
                        "datapipeline:CreatePipeline",
                        "datapipeline:PutPipelineDefinition"
                    }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + ec2:RunInstances", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "ec2:RunInstances" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + glue:CreateDevEndpoint", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "glue:CreateDevEndpoint" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + glue:CreateJob", "LRA-202", true, null,
            plant => plant.Allow(new[] { "iam:PassRole", "glue:CreateJob" }, "*"),
            "A job that nothing starts does not run: with glue:StartJobRun or glue:CreateTrigger it is a path.");
        yield return new(
            "Hacking the Cloud", "iam:PassRole + glue:UpdateJob", "LRA-202", true, null,
            plant => plant.Allow(new[] { "iam:PassRole", "glue:UpdateJob" }, "*"),
            "A job that nothing starts does not run: with glue:StartJobRun or glue:CreateTrigger it is a path.");
        yield return new(
            "Hacking the Cloud", "iam:PassRole + lambda:AddPermission + lambda:CreateFunction", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "lambda:AddPermission", "lambda:CreateFunction" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + lambda:CreateEventSourceMapping + lambda:CreateFunction", "LRA-202", true,
            FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "lambda:CreateEventSourceMapping", "lambda:CreateFunction" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction" }, "*"));
        yield return new(
            "Hacking the Cloud", "iam:PutGroupPolicy", "LRA-202", true, null, plant => plant.Allow("iam:PutGroupPolicy", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:PutRolePermissionsBoundary", "LRA-202", true, FindingStatus.Fail,
            plant =>
            {
                plant.Allow(new[] { "s3:*", "iam:PutRolePermissionsBoundary" }, "*");
                plant.Boundary = Plant.Document(Plant.Statement("Allow", new[] { "logs:*", "iam:*" }, "*"));
            });
        yield return new(
            "Hacking the Cloud", "iam:PutRolePolicy", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:PutRolePolicy", "*"));
        yield return new(
            "Hacking the Cloud", "iam:PutUserPermissionsBoundary", "LRA-202", true, null,
            plant => plant.Allow("iam:PutUserPermissionsBoundary", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:PutUserPolicy", "LRA-202", true, null, plant => plant.Allow("iam:PutUserPolicy", "*"), Users);
        yield return new(
            "Hacking the Cloud", "iam:SetDefaultPolicyVersion", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:SetDefaultPolicyVersion", "*"));
        yield return new(
            "Hacking the Cloud", "iam:UpdateAssumeRolePolicy", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:UpdateAssumeRolePolicy", "*"));
        yield return new(
            "Hacking the Cloud", "iam:UpdateLoginProfile", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:UpdateLoginProfile", "*"));
        yield return new(
            "Hacking the Cloud", "lambda:UpdateFunctionCode", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("lambda:UpdateFunctionCode", "*"));
        yield return new(
            "Hacking the Cloud", "lambda:UpdateFunctionConfiguration", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("lambda:UpdateFunctionConfiguration", "*"));
        yield return new(
            "PMapper", "autoscaling_edges: autoscaling:CreateAutoScalingGroup + iam:CreateServiceLinkedRole", "LRA-202", true, null,
            plant => plant.Allow(new[] { "autoscaling:CreateAutoScalingGroup", "iam:CreateServiceLinkedRole" }, "*"),
            "The instance runs what its launch configuration says. Access to the instance is a separate path: ssm-001, "
            + "ec2instanceconnect-003.");
        yield return new(
            "PMapper", "autoscaling_edges: autoscaling:CreateLaunchConfiguration + autoscaling:CreateAutoScalingGroup + iam:PassRole",
            "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Allow(new[] { "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup", "iam:PassRole" }, "*"));
        yield return new(
            "PMapper", "cloudformation_edges: iam:PassRole + cloudformation:CreateStack", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "cloudformation:CreateStack" }, "*"));
        yield return new(
            "PMapper", "cloudformation_edges: cloudformation:UpdateStack", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("cloudformation:UpdateStack", "*"));
        yield return new(
            "PMapper", "cloudformation_edges: iam:PassRole + cloudformation:UpdateStack", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "cloudformation:UpdateStack" }, "*"));
        yield return new(
            "PMapper", "cloudformation_edges: cloudformation:CreateChangeSet + cloudformation:ExecuteChangeSet", "LRA-202", true,
            FindingStatus.Fail, plant => plant.Allow(new[] { "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet" }, "*"));
        yield return new(
            "PMapper", "codebuild_edges: codebuild:StartBuild", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("codebuild:StartBuild", "*"));
        yield return new(
            "PMapper", "codebuild_edges: iam:PassRole + codebuild:CreateProject + codebuild:StartBuild", "LRA-202", true,
            FindingStatus.Fail, plant => plant.Allow(new[] { "iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild" }, "*"));
        yield return new(
            "PMapper", "codebuild_edges: iam:PassRole + codebuild:UpdateProject + codebuild:StartBuild", "LRA-202", true,
            FindingStatus.Fail, plant => plant.Allow(new[] { "iam:PassRole", "codebuild:UpdateProject", "codebuild:StartBuild" }, "*"));
        yield return new(
            "PMapper", "codebuild_edges: codebuild:StartBuildBatch", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("codebuild:StartBuildBatch", "*"));
        yield return new(
            "PMapper", "codebuild_edges: iam:PassRole + codebuild:CreateProject + codebuild:StartBuildBatch", "LRA-202", true,
            FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuildBatch" }, "*"));
        yield return new(
            "PMapper", "codebuild_edges: iam:PassRole + codebuild:UpdateProject + codebuild:StartBuildBatch", "LRA-202", true,
            FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "codebuild:UpdateProject", "codebuild:StartBuildBatch" }, "*"));
        yield return new(
            "PMapper", "ec2_edges: iam:PassRole + ec2:RunInstances", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "ec2:RunInstances" }, "*"));
        yield return new(
            "PMapper", "ec2_edges: iam:PassRole + ec2:RunInstances + iam:CreateInstanceProfile + iam:AddRoleToInstanceProfile", "LRA-202",
            true, FindingStatus.Fail,
            plant =>
                plant.Allow(
                    new[] { "iam:PassRole", "ec2:RunInstances", "iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile" }, "*"));
        yield return new(
            "PMapper", "ec2_edges: iam:PassRole + ec2:RunInstances + ec2:AssociateIamInstanceProfile", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "ec2:RunInstances", "ec2:AssociateIamInstanceProfile" }, "*"));
        yield return new(
            "PMapper", "iam_edges: iam:CreateAccessKey", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:CreateAccessKey", "*"));
        yield return new(
            "PMapper", "iam_edges: iam:CreateAccessKey + iam:DeleteAccessKey", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:CreateAccessKey", "iam:DeleteAccessKey" }, "*"));
        yield return new(
            "PMapper", "iam_edges: iam:UpdateLoginProfile", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:UpdateLoginProfile", "*"));
        yield return new(
            "PMapper", "iam_edges: iam:CreateLoginProfile", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:CreateLoginProfile", "*"));
        yield return new(
            "PMapper", "iam_edges: iam:UpdateAssumeRolePolicy", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("iam:UpdateAssumeRolePolicy", "*"));
        yield return new(
            "PMapper", "lambda_edges: iam:PassRole + lambda:CreateFunction", "LRA-202", true, null,
            plant => plant.Allow(new[] { "iam:PassRole", "lambda:CreateFunction" }, "*"),
            "A function that nothing calls does not run: with lambda:InvokeFunction, lambda:CreateEventSourceMapping or "
            + "lambda:AddPermission it is a path.");
        yield return new(
            "PMapper", "lambda_edges: lambda:UpdateFunctionCode", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow("lambda:UpdateFunctionCode", "*"));
        yield return new(
            "PMapper", "lambda_edges: iam:PassRole + lambda:UpdateFunctionCode + lambda:UpdateFunctionConfiguration", "LRA-202", true,
            FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration" }, "*"));
        yield return new(
            "PMapper", "sagemaker_edges: iam:PassRole + sagemaker:CreateNotebookInstance", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "sagemaker:CreateNotebookInstance" }, "*"));
        yield return new(
            "PMapper", "sagemaker_edges: iam:PassRole + sagemaker:CreateTrainingJob", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "sagemaker:CreateTrainingJob" }, "*"));
        yield return new(
            "PMapper", "sagemaker_edges: iam:PassRole + sagemaker:CreateProcessingJob", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "sagemaker:CreateProcessingJob" }, "*"));
        yield return new(
            "PMapper", "ssm_edges: ssm:SendCommand", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("ssm:SendCommand", "*"));
        yield return new(
            "PMapper", "ssm_edges: ssm:StartSession", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("ssm:StartSession", "*"));
        yield return new(
            "PMapper", "sts_edges: sts:AssumeRole", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("sts:AssumeRole", "*"));
        yield return new(
            "iam-vulnerable", "privesc1", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:CreatePolicyVersion", "*"));
        yield return new(
            "iam-vulnerable", "privesc2", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:SetDefaultPolicyVersion", "*"));
        yield return new(
            "iam-vulnerable", "privesc3", "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Allow(
                    new[]
                    {
                        "iam:PassRole", "ec2:DescribeInstances", "ec2:RunInstances", "ec2:CreateKeyPair", "ec2:AssociateIamInstanceProfile"
                    }, "*"));
        yield return new(
            "iam-vulnerable", "privesc4", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:CreateAccessKey", "*"));
        yield return new(
            "iam-vulnerable", "privesc5", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:CreateLoginProfile", "*"));
        yield return new(
            "iam-vulnerable", "privesc6", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:UpdateLoginProfile", "*"));
        yield return new("iam-vulnerable", "privesc7", "LRA-202", true, null, plant => plant.Allow("iam:AttachUserPolicy", "*"), Users);
        yield return new("iam-vulnerable", "privesc8", "LRA-202", true, null, plant => plant.Allow("iam:AttachGroupPolicy", "*"), Users);
        yield return new(
            "iam-vulnerable", "privesc9", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:AttachRolePolicy", "*"));
        yield return new("iam-vulnerable", "privesc10", "LRA-202", true, null, plant => plant.Allow("iam:PutUserPolicy", "*"), Users);
        yield return new("iam-vulnerable", "privesc11", "LRA-202", true, null, plant => plant.Allow("iam:PutGroupPolicy", "*"), Users);
        yield return new(
            "iam-vulnerable", "privesc12", "LRA-202", true, FindingStatus.Fail, plant => plant.Allow("iam:PutRolePolicy", "*"));
        yield return new("iam-vulnerable", "privesc13", "LRA-202", true, null, plant => plant.Allow("iam:AddUserToGroup", "*"), Users);
        yield return new(
            "iam-vulnerable", "privesc14", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:UpdateAssumeRolePolicy", "sts:AssumeRole" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc15", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc16", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "lambda:CreateFunction", "iam:PassRole", "lambda:CreateEventSourceMapping" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc17", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc18", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "glue:CreateDevEndpoint", "glue:GetDevEndpoint", "iam:PassRole" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc19", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "glue:UpdateDevEndpoint", "glue:GetDevEndpoint" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc20", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:PassRole", "cloudformation:CreateStack", "cloudformation:DescribeStacks" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc21", "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Allow(
                    new[]
                    {
                        "iam:PassRole",
                        "datapipeline:CreatePipeline",
                        "datapipeline:PutPipelineDefinition",
                        "datapipeline:ActivatePipeline"
                    }, "*"));
        yield return new("iam-vulnerable", "privesc-AssumeRole", "LRA-202", true, FindingStatus.Fail, plant => BehindTwo(plant));
        yield return new(
            "iam-vulnerable", "privesc-cloudFormationUpdateStack", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "cloudformation:UpdateStack", "cloudformation:DescribeStacks" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-codeBuildCreateProjectPassRole", "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Allow(
                    new[]
                    {
                        "codebuild:CreateProject", "codebuild:StartBuild", "codebuild:StartBuildBatch", "iam:PassRole", "iam:ListRoles"
                    }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-ec2InstanceConnect", "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Allow(
                    new[]
                    {
                        "ec2:DescribeInstances",
                        "ec2-instance-connect:SendSSHPublicKey",
                        "ec2-instance-connect:SendSerialConsoleSSHPublicKey"
                    }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-sageMakerCreateNotebookPassRole", "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Allow(
                    new[]
                    {
                        "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl", "iam:PassRole", "iam:ListRoles"
                    }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-sageMakerCreatePresignedNotebookURL", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "sagemaker:CreatePresignedNotebookInstanceUrl", "sagemaker:ListNotebookInstances" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-sageMakerCreateProcessingJob", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "sagemaker:CreateProcessingJob", "iam:PassRole" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-sageMakerCreateTrainingJob", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "sagemaker:CreateTrainingJob", "iam:PassRole" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-ssmSendCommand", "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Allow(new[] { "ec2:DescribeInstances", "ssm:listCommands", "ssm:listCommandInvocations", "ssm:sendCommand" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-ssmStartSession", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "ec2:DescribeInstances", "ssm:StartSession", "ssm:ResumeSession" }, "*"));
        yield return new(
            "iam-vulnerable", "privesc-sre", "LRA-202", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "iam:*", "ec2:*", "s3:*" }, "*"));
        yield return new(
            "iam-vulnerable", "fn1: over two policies", "LRA-202", true, FindingStatus.Fail,
            plant =>
            {
                plant.Allow(new[] { "ec2:DescribeInstances", "ec2:RunInstances" }, "*");
                plant.Policies.Add(
                    new RolePolicy(
                        "pass", $"arn:aws:iam::{Plant.Account}:policy/pass",
                        Plant.Document(Plant.Statement("Allow", "iam:PassRole", "*"))));
            });
        yield return new(
            "iam-vulnerable", "fn2: a resource that is its own policy", "LRA-202", true, FindingStatus.Fail,
            plant =>
                plant.Policies.Add(
                    new RolePolicy(
                        "fn2-own", $"arn:aws:iam::{Plant.Account}:policy/fn2-own",
                        Plant.Document(Plant.Statement("Allow", "iam:CreatePolicyVersion", "arn:aws:iam::*:policy/fn2-*")))));
        yield return new(
            "iam-vulnerable", "fn4: NotAction", "LRA-201", true, FindingStatus.Fail,
            plant =>
                plant.Statements.Add(Plant.Statement(
                    "Allow", new[] { "iam:Update*", "iam:Create*", "iam:Attach*" }, "*", notAction: true)));
        yield return new(
            "iam-vulnerable", "fp1: allowed and denied", "LRA-202", false, null,
            plant => { plant.Allow("iam:*", "*"); plant.Deny("iam:*", "*"); });
        yield return new(
            "iam-vulnerable", "fp2: allowed and denied by two policies", "LRA-202", false, null,
            plant =>
            {
                plant.Allow("*", "*");
                plant.Policies.Add(
                    new RolePolicy("deny", $"arn:aws:iam::{Plant.Account}:policy/deny", Plant.Document(Plant.Statement("Deny", "*", "*"))));
            });
        yield return new("iam-vulnerable", "fp3: denied", "LRA-202", false, null, plant => plant.Deny("iam:*", "*"));
        yield return new(
            "iam-vulnerable", "fp4: policies of AWS", "LRA-202", false, null,
            plant => plant.Allow("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/fp4-*"));
        yield return new(
            "iam-vulnerable", "privesc-permissive-role-trust", "LRA-102", true, FindingStatus.Fail,
            plant => plant.Trust = Trusting($$"""{"AWS":"arn:aws:iam::{{Plant.Account}}:root"}"""));
    }

    /// <summary>Two roles, one behind the other, the last an administrator; each trusts the one before by name.</summary>
    private static void BehindTwo(Plant plant)
    {
        plant.OtherRoles.Add(Plant.OtherRole("intermediate", Trusting($$"""{"AWS":"{{Plant.RoleArn}}"}""")));
        plant.OtherRoles.Add(
            Plant.OtherRole("ending", Trusting($$"""{"AWS":"arn:aws:iam::{{Plant.Account}}:role/intermediate"}""")) with
            {
                InlinePolicies = [new RolePolicy("high", null, Plant.Document(Plant.Statement("Allow", "*", "*")))]
            });
    }
}
