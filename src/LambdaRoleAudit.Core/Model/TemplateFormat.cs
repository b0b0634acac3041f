namespace LambdaRoleAudit.Model;

/// <summary>The format of a file that declares functions and roles.</summary>
public enum TemplateFormat
{
    /// <summary>An AWS CloudFormation template, JSON or YAML, written by hand or by <c>cdk synth</c>.</summary>
    CloudFormation,

    /// <summary>A template with the transform <c>AWS::Serverless-2016-10-31</c> (AWS SAM).</summary>
    Sam,

    /// <summary>A Serverless Framework service file, <c>serverless.yml</c>.</summary>
    Serverless,

    /// <summary>Terraform: a plan or a state as <c>terraform show -json</c> writes it, or a folder of .tf files.</summary>
    Terraform,
}
