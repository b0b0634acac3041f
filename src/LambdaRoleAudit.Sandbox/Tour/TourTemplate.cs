namespace LambdaRoleAudit.Sandbox.Tour;

/// <summary>A template whose functions share a role, for the end of the tour.</summary>
internal static class TourTemplate
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "template.yaml";

    /// <summary>The text.</summary>
    public const string Text = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          OrdersRole: # for both functions
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
              ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess]
          Intake:
            Type: AWS::Serverless::Function
            Properties: {Runtime: python3.13, Handler: intake.handler, CodeUri: src/, Role: !GetAtt OrdersRole.Arn}
          Archive:
            Type: AWS::Serverless::Function
            Properties: {Runtime: python3.13, Handler: archive.handler, CodeUri: src/, Role: !GetAtt OrdersRole.Arn}

        """;
}
