using System.Globalization;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// The resources of the actions in escalation paths, as the Service Authorization Reference lists them: the part of the ARN after service,
/// region and account. An action that is not here has no resource types, and is tested on "*".
/// </summary>
internal static class EscalationResources
{
    private const string AutoScalingGroup = "autoscaling autoScalingGroup:{0}:autoScalingGroupName/{0}";
    private const string Cluster = "elasticmapreduce cluster/{0}";
    private const string CodeInterpreter = "bedrock-agentcore code-interpreter-custom/{0}";
    private const string Function = "lambda function:{0}";
    private const string Instance = "ec2 instance/{0}";
    private const string Job = "glue job/{0}";
    private const string LaunchTemplate = "ec2 launch-template/{0}";
    private const string Notebook = "sagemaker notebook-instance/{0}";
    private const string Pipeline = "datapipeline pipeline/{0}";
    private const string Project = "codebuild project/{0}";
    private const string Schedule = "scheduler schedule/{0}/{0}";
    private const string Service = "apprunner service/{0}/{0}";
    private const string Stack = "cloudformation stack/{0}/{0}";
    private const string StackSet = "cloudformation stackset/{0}:{0}";
    private const string StateMachine = "states stateMachine:{0}";
    private const string TaskDefinition = "ecs task-definition/{0}:{0}";
    private const string User = "iam user/{0}";

    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["apprunner:CreateService"] = [Service],
        ["apprunner:UpdateService"] = [Service],
        ["autoscaling:CreateAutoScalingGroup"] = [AutoScalingGroup],
        ["autoscaling:CreateLaunchConfiguration"] = ["autoscaling launchConfiguration:{0}:launchConfigurationName/{0}"],
        ["autoscaling:UpdateAutoScalingGroup"] = [AutoScalingGroup],
        ["batch:RegisterJobDefinition"] = ["batch job-definition/{0}"],
        ["batch:SubmitJob"] = ["batch job-definition/{0}", "batch job-queue/{0}", "batch job/{0}"],
        ["bedrock-agentcore:InvokeCodeInterpreter"] = [CodeInterpreter],
        ["bedrock-agentcore:StartCodeInterpreterSession"] = [CodeInterpreter],
        ["cloudformation:CreateChangeSet"] = [Stack],
        ["cloudformation:CreateStack"] = [Stack],
        ["cloudformation:CreateStackInstances"] = [StackSet],
        ["cloudformation:ExecuteChangeSet"] = [Stack],
        ["cloudformation:UpdateStack"] = [Stack],
        ["cloudformation:UpdateStackSet"] = [StackSet],
        ["codebuild:CreateProject"] = [Project],
        ["codebuild:StartBuild"] = [Project],
        ["codebuild:StartBuildBatch"] = [Project],
        ["codebuild:UpdateProject"] = [Project],
        ["datapipeline:ActivatePipeline"] = [Pipeline],
        ["datapipeline:PutPipelineDefinition"] = [Pipeline],
        ["ec2-instance-connect:SendSSHPublicKey"] = [Instance],
        ["ec2-instance-connect:SendSerialConsoleSSHPublicKey"] = [Instance],
        ["ec2:CreateLaunchTemplate"] = [LaunchTemplate],
        ["ec2:CreateLaunchTemplateVersion"] = [LaunchTemplate],
        ["ec2:ModifyInstanceAttribute"] = [Instance],
        ["ec2:ModifyLaunchTemplate"] = [LaunchTemplate],
        ["ec2:RequestSpotInstances"] = ["ec2 spot-instances-request/{0}"],
        ["ec2:RunInstances"] = [Instance],
        ["ec2:StartInstances"] = [Instance],
        ["ec2:StopInstances"] = [Instance],
        ["ecs:CreateService"] = ["ecs service/{0}/{0}"],
        ["ecs:ExecuteCommand"] = ["ecs task/{0}/{0}"],
        ["ecs:RegisterTaskDefinition"] = [TaskDefinition],
        ["ecs:RunTask"] = [TaskDefinition],
        ["ecs:StartTask"] = [TaskDefinition],
        ["elasticmapreduce:AddJobFlowSteps"] = [Cluster],
        ["emr-serverless:StartJobRun"] = ["emr-serverless /applications/{0}"],
        ["glue:CreateJob"] = [Job],
        ["glue:CreateTrigger"] = ["glue trigger/{0}"],
        ["glue:StartJobRun"] = [Job],
        ["glue:UpdateDevEndpoint"] = ["glue devEndpoint/{0}"],
        ["glue:UpdateJob"] = [Job],
        ["iam:CreateAccessKey"] = [User],
        ["iam:CreateLoginProfile"] = [User],
        ["iam:UpdateLoginProfile"] = [User],
        ["lambda:AddPermission"] = [Function],
        ["lambda:CreateFunction"] = [Function],
        ["lambda:InvokeFunction"] = [Function],
        ["lambda:UpdateFunctionConfiguration"] = [Function],
        ["sagemaker:CreateNotebookInstance"] = [Notebook],
        ["sagemaker:CreateNotebookInstanceLifecycleConfig"] = ["sagemaker notebook-instance-lifecycle-config/{0}"],
        ["sagemaker:CreatePresignedNotebookInstanceUrl"] = [Notebook],
        ["sagemaker:CreateProcessingJob"] = ["sagemaker processing-job/{0}"],
        ["sagemaker:CreateTrainingJob"] = ["sagemaker training-job/{0}"],
        ["sagemaker:StartNotebookInstance"] = [Notebook],
        ["sagemaker:StopNotebookInstance"] = [Notebook],
        ["sagemaker:UpdateNotebookInstance"] = [Notebook],
        ["scheduler:CreateSchedule"] = [Schedule],
        ["scheduler:UpdateSchedule"] = [Schedule],
        ["ssm:SendCommand"] = [Instance],
        ["ssm:StartAutomationExecution"] = ["ssm document/{0}", "ssm automation-definition/{0}:{0}"],
        ["ssm:StartSession"] = [Instance],
        ["states:CreateStateMachine"] = [StateMachine],
        ["states:StartExecution"] = [StateMachine],
        ["states:UpdateStateMachine"] = [StateMachine],
        ["sts:AssumeRole"] = ["iam role/{0}"],
    };

    /// <summary>
    /// Returns the ARNs of an action's resources with a name, in the given regions; empty if the action has no resource types.
    /// </summary>
    /// <param name="action">The action, as paths write it.</param>
    /// <param name="name">The name; a wildcard for any.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="account">The account.</param>
    /// <param name="regions">The regions.</param>
    public static IReadOnlyList<string> Of(
        string action, string name, string partition, string account, IReadOnlyCollection<string> regions)
    {
        if (!Types.TryGetValue(action, out var types)) return [];
        return [
            .. types.Select(type => type.Split(' '))
                .SelectMany(type => (type[0] == "iam" ? [""] : regions).SelectMany(region => Owners(type[1], account).Select(owner =>
                    $"arn:{partition}:{type[0]}:{region}:{owner}:{string.Format(CultureInfo.InvariantCulture, type[1], name)}")))];
    }

    /// <summary>Amazon's own documents are in Amazon's account, or in no account.</summary>
    private static string[] Owners(string resource, string account) =>
        resource.StartsWith("document/", StringComparison.Ordinal) ? [account, ""] : [account];
}
