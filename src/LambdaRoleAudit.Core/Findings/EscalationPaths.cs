using static LambdaRoleAudit.Findings.EscalationReach;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// The known privilege escalation paths of a role. Sources: Spencer Gietzen, "AWS IAM Privilege Escalation – Methods and Mitigation" (Rhino
/// Security Labs, 2018); Bishop Fox, "Privilege Escalation in AWS" (2021); pathfinding.cloud, the path library of Datadog, whose ids are
/// used here; Hacking the Cloud, "AWS IAM Privilege Escalation Techniques"; PMapper's edges. Each entry of those sources is here or
/// explained in docs/rules/peers.md. Paths that only help a user (PutUserPolicy on oneself, AddUserToGroup) are not paths of a role; if
/// they need CreateAccessKey, that action alone is a path.
/// </summary>
internal static class EscalationPaths
{
    /// <summary>All paths.</summary>
    public static IReadOnlyList<EscalationPath> All { get; } =
    [
        // The role's own permissions.
        new("iam-001", null, ("iam:CreatePolicyVersion", OwnOrAnyPolicy)),
        new("iam-001-default", null, ("iam:SetDefaultPolicyVersion", OwnOrAnyPolicy)),
        new("iam-005", null, ("iam:PutRolePolicy", Self)),
        new("iam-009", null, ("iam:AttachRolePolicy", Self)),
        // Other principals.
        new("iam-002", null, ("iam:CreateAccessKey", Any)),
        new("iam-004", null, ("iam:CreateLoginProfile", Any)),
        new("iam-006", null, ("iam:UpdateLoginProfile", Any)),
        new("iam-012", null, ("iam:UpdateAssumeRolePolicy", OtherRole)),
        new("iam-014", null, ("iam:AttachRolePolicy", OtherRole), ("sts:AssumeRole", SameRole)),
        new("iam-017", null, ("iam:PutRolePolicy", OtherRole), ("sts:AssumeRole", SameRole)),
        // A role that is created trusts the principals that its creator specifies, so sts:AssumeRole is not needed (STS API, AssumeRole:
        // "add the user as a principal directly in the role's trust policy").
        new("iam-createrole-attach", null, ("iam:CreateRole", OtherRole), ("iam:AttachRolePolicy", SameRole)),
        new("iam-createrole-put", null, ("iam:CreateRole", OtherRole), ("iam:PutRolePolicy", SameRole)),
        new("sts-001", null, ("sts:AssumeRole", AnyName)),
        // A role is passed to a new resource.
        new("lambda-001", "lambda.amazonaws.com", ("iam:PassRole", OtherRole), ("lambda:CreateFunction", Any),
            ("lambda:InvokeFunction", Any)),
        new("lambda-002", "lambda.amazonaws.com", ("iam:PassRole", OtherRole), ("lambda:CreateFunction", Any),
            ("lambda:CreateEventSourceMapping", Any)),
        new("lambda-006", "lambda.amazonaws.com", ("iam:PassRole", OtherRole), ("lambda:CreateFunction", Any),
            ("lambda:AddPermission", Any)),
        new("lambda-role", "lambda.amazonaws.com", ("iam:PassRole", OtherRole), ("lambda:UpdateFunctionConfiguration", Any)),
        new("states-create", "states.amazonaws.com", ("iam:PassRole", OtherRole), ("states:CreateStateMachine", Any),
            ("states:StartExecution", Any)),
        new("states-update-role", "states.amazonaws.com", ("iam:PassRole", OtherRole), ("states:UpdateStateMachine", Any),
            ("states:StartExecution", Any)),
        new("states-test", "states.amazonaws.com", ("iam:PassRole", OtherRole), ("states:TestState", Any)),
        new("scheduler-create", "scheduler.amazonaws.com", ("iam:PassRole", OtherRole), ("scheduler:CreateSchedule", Any)),
        new("scheduler-update", "scheduler.amazonaws.com", ("iam:PassRole", OtherRole), ("scheduler:UpdateSchedule", Any)),
        new("ssm-automation", "ssm.amazonaws.com", ("iam:PassRole", OtherRole), ("ssm:StartAutomationExecution", Any)),
        new("autoscaling-launchconfiguration", "ec2.amazonaws.com", ("iam:PassRole", OtherRole),
            ("autoscaling:CreateLaunchConfiguration", Any), ("autoscaling:CreateAutoScalingGroup", Any)),
        new("autoscaling-launchconfiguration-update", "ec2.amazonaws.com", ("iam:PassRole", OtherRole),
            ("autoscaling:CreateLaunchConfiguration", Any), ("autoscaling:UpdateAutoScalingGroup", Any)),
        new("autoscaling-launchtemplate", "ec2.amazonaws.com", ("iam:PassRole", OtherRole), ("ec2:CreateLaunchTemplate", Any),
            ("autoscaling:CreateAutoScalingGroup", Any)),
        new("autoscaling-launchtemplate-update", "ec2.amazonaws.com", ("iam:PassRole", OtherRole), ("ec2:CreateLaunchTemplate", Any),
            ("autoscaling:UpdateAutoScalingGroup", Any)),
        new("emr-cluster", "ec2.amazonaws.com", ("iam:PassRole", OtherRole), ("elasticmapreduce:RunJobFlow", Any)),
        new("emr-serverless", "emr-serverless.amazonaws.com", ("iam:PassRole", OtherRole), ("emr-serverless:StartJobRun", Any)),
        new("batch", "ecs-tasks.amazonaws.com", ("iam:PassRole", OtherRole), ("batch:RegisterJobDefinition", Any),
            ("batch:SubmitJob", Any)),
        new("ecs-runtask-override", "ecs-tasks.amazonaws.com", ("iam:PassRole", OtherRole), ("ecs:RunTask", Any)),
        new("ecs-starttask-override", "ecs-tasks.amazonaws.com", ("iam:PassRole", OtherRole), ("ecs:StartTask", Any)),
        new("codestar", "codestar.amazonaws.com", ("iam:PassRole", OtherRole), ("codestar:CreateProject", Any)),
        new("apprunner-001", "tasks.apprunner.amazonaws.com", ("iam:PassRole", OtherRole), ("apprunner:CreateService", Any)),
        new("bedrock-001", "bedrock-agentcore.amazonaws.com", ("iam:PassRole", OtherRole), ("bedrock-agentcore:CreateCodeInterpreter", Any),
            ("bedrock-agentcore:StartCodeInterpreterSession", Any), ("bedrock-agentcore:InvokeCodeInterpreter", Any)),
        new("cloudformation-001", "cloudformation.amazonaws.com", ("iam:PassRole", OtherRole), ("cloudformation:CreateStack", Any)),
        new("cloudformation-003", "cloudformation.amazonaws.com", ("iam:PassRole", OtherRole), ("cloudformation:CreateStackSet", Any),
            ("cloudformation:CreateStackInstances", Any)),
        new("cloudformation-004", "cloudformation.amazonaws.com", ("iam:PassRole", OtherRole), ("cloudformation:UpdateStackSet", Any)),
        new("cloudformation-changeset-role", "cloudformation.amazonaws.com", ("iam:PassRole", OtherRole),
            ("cloudformation:CreateChangeSet", Any), ("cloudformation:ExecuteChangeSet", Any)),
        new("codebuild-update", "codebuild.amazonaws.com", ("iam:PassRole", OtherRole), ("codebuild:UpdateProject", Any),
            ("codebuild:StartBuild", Any)),
        new("codebuild-update-batch", "codebuild.amazonaws.com", ("iam:PassRole", OtherRole), ("codebuild:UpdateProject", Any),
            ("codebuild:StartBuildBatch", Any)),
        new("codebuild-001", "codebuild.amazonaws.com", ("iam:PassRole", OtherRole), ("codebuild:CreateProject", Any),
            ("codebuild:StartBuild", Any)),
        new("codebuild-004", "codebuild.amazonaws.com", ("iam:PassRole", OtherRole), ("codebuild:CreateProject", Any),
            ("codebuild:StartBuildBatch", Any)),
        new("datapipeline-001", "datapipeline.amazonaws.com", ("iam:PassRole", OtherRole), ("datapipeline:CreatePipeline", Any),
            ("datapipeline:PutPipelineDefinition", Any), ("datapipeline:ActivatePipeline", Any)),
        new("ec2-001", "ec2.amazonaws.com", ("iam:PassRole", OtherRole), ("ec2:RunInstances", Any)),
        new("ec2-003", "ec2.amazonaws.com", ("iam:PassRole", OtherRole), ("ec2:RequestSpotInstances", Any)),
        new("ecs-003", "ecs-tasks.amazonaws.com", ("iam:PassRole", OtherRole), ("ecs:RegisterTaskDefinition", Any),
            ("ecs:CreateService", Any)),
        new("ecs-004", "ecs-tasks.amazonaws.com", ("iam:PassRole", OtherRole), ("ecs:RegisterTaskDefinition", Any), ("ecs:RunTask", Any)),
        new("ecs-005", "ecs-tasks.amazonaws.com", ("iam:PassRole", OtherRole), ("ecs:RegisterTaskDefinition", Any), ("ecs:StartTask", Any)),
        new("glue-001", "glue.amazonaws.com", ("iam:PassRole", OtherRole), ("glue:CreateDevEndpoint", Any)),
        new("glue-003", "glue.amazonaws.com", ("iam:PassRole", OtherRole), ("glue:CreateJob", Any), ("glue:StartJobRun", Any)),
        new("glue-004", "glue.amazonaws.com", ("iam:PassRole", OtherRole), ("glue:CreateJob", Any), ("glue:CreateTrigger", Any)),
        new("glue-005", "glue.amazonaws.com", ("iam:PassRole", OtherRole), ("glue:UpdateJob", Any), ("glue:StartJobRun", Any)),
        new("glue-006", "glue.amazonaws.com", ("iam:PassRole", OtherRole), ("glue:UpdateJob", Any), ("glue:CreateTrigger", Any)),
        new("sagemaker-001", "sagemaker.amazonaws.com", ("iam:PassRole", OtherRole), ("sagemaker:CreateNotebookInstance", Any)),
        new("sagemaker-002", "sagemaker.amazonaws.com", ("iam:PassRole", OtherRole), ("sagemaker:CreateTrainingJob", Any)),
        new("sagemaker-003", "sagemaker.amazonaws.com", ("iam:PassRole", OtherRole), ("sagemaker:CreateProcessingJob", Any)),
        // An existing resource, with whatever role it has.
        new("lambda-003", null, ("lambda:UpdateFunctionCode", OtherFunction)),
        new("lambda-configuration", null, ("lambda:UpdateFunctionConfiguration", OtherFunction)),
        new("states-update", null, ("states:UpdateStateMachine", AnyName), ("states:StartExecution", AnyName)),
        new("emr-step", null, ("elasticmapreduce:AddJobFlowSteps", AnyName)),
        new("apprunner-002", null, ("apprunner:UpdateService", AnyName)),
        new("bedrock-002", null, ("bedrock-agentcore:StartCodeInterpreterSession", AnyName),
            ("bedrock-agentcore:InvokeCodeInterpreter", AnyName)),
        new("cloudformation-002", null, ("cloudformation:UpdateStack", AnyName)),
        new("cloudformation-005", null, ("cloudformation:CreateChangeSet", AnyName), ("cloudformation:ExecuteChangeSet", AnyName)),
        new("codebuild-002", null, ("codebuild:StartBuild", AnyName)),
        new("codebuild-003", null, ("codebuild:StartBuildBatch", AnyName)),
        new("ec2-002", null, ("ec2:ModifyInstanceAttribute", AnyName), ("ec2:StopInstances", AnyName), ("ec2:StartInstances", AnyName)),
        new("ec2-004", null, ("ec2:CreateLaunchTemplateVersion", AnyName), ("ec2:ModifyLaunchTemplate", AnyName)),
        new("ec2instanceconnect-003", null, ("ec2-instance-connect:SendSSHPublicKey", AnyName)),
        new("ec2instanceconnect-serial", null, ("ec2-instance-connect:SendSerialConsoleSSHPublicKey", AnyName)),
        new("ecs-exec", null, ("ecs:ExecuteCommand", AnyName)),
        new("glue-002", null, ("glue:UpdateDevEndpoint", AnyName)),
        new("sagemaker-004", null, ("sagemaker:CreatePresignedNotebookInstanceUrl", AnyName)),
        new("sagemaker-005", null, ("sagemaker:CreateNotebookInstanceLifecycleConfig", AnyName),
            ("sagemaker:StopNotebookInstance", AnyName), ("sagemaker:UpdateNotebookInstance", AnyName),
            ("sagemaker:StartNotebookInstance", AnyName)),
        new("ssm-001", null, ("ssm:StartSession", AnyName)),
        new("ssm-002", null, ("ssm:SendCommand", AnyName)),
    ];
}
