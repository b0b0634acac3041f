using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What to write by hand into a template of CloudFormation or SAM.</summary>
internal static class RoleSnippet
{
    /// <summary>Returns the role of a function's own and its use.</summary>
    /// <param name="context">The template.</param>
    /// <param name="function">The function.</param>
    /// <param name="logicalId">The logical id of the new role.</param>
    /// <param name="role">The text of the new role as an entry of Resources; null for a role without permissions.</param>
    public static string Of(MendContext context, DeclaredFunction function, string logicalId, string? role)
    {
        var place = $"{function.Declaration.File}:{TemplateIssues.Text(function.Declaration.Line)}";
        var isJson = context.Resources.IsFlow;
        var written = role ?? (isJson ? Json(logicalId) : Yaml(logicalId));
        var use = isJson ? $$"""  "Role": {"Fn::GetAtt": ["{{logicalId}}", "Arn"]}""" : $"  Role: !GetAtt {logicalId}.Arn";
        return $"Under Resources, add a role for {function.FunctionName} alone:\n\n{written.ReplaceLineEndings("\n")}\n\n"
            + $"In the Properties of {function.Declaration.Address} ({place}), set:\n\n{use}\n";
    }

    private static string Yaml(string logicalId) => $"""
          {logicalId}:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal:
                      Service: lambda.amazonaws.com
                    Action: sts:AssumeRole
              ManagedPolicyArns:
                - !Sub arn:${"{AWS::Partition}"}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
              # Policies: what else the function needs of the shared role's permissions
        """;

    private static string Json(string logicalId) => $$"""
          "{{logicalId}}": {
            "Type": "AWS::IAM::Role",
            "Properties": {
              "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                  {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ]
              },
              "ManagedPolicyArns": [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}]
            }
          }
        """;
}
