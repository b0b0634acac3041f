namespace LambdaRoleAudit.Tests.Support;

/// <summary>A folder with a template, <c>template.yaml</c>, in which functions share a role and one of them cannot be patched.</summary>
public sealed class SampleTemplate : IDisposable
{
    private const string Text = """
        AWSTemplateFormatVersion: '2010-09-09'
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          RoleOfTheTeam: {Type: String}
          OwnRole: {Type: String, AllowedValues: ['true', 'false']}
        Resources:
          SharedRole:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
              Policies:
                - PolicyName: data
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow   # what both need
                        Action: [dynamodb:GetItem, dynamodb:PutItem]
                        Resource: !GetAtt Table.Arn
          Table:
            Type: AWS::DynamoDB::Table
            Properties:
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              BillingMode: PAY_PER_REQUEST
          Orders:
            Type: AWS::Lambda::Function
            Properties: &function
              Handler: index.handler
              Runtime: nodejs22.x
              Code: {ZipFile: 'exports.handler = async () => {}'}
              Role: !GetAtt SharedRole.Arn
          Invoices:
            Type: AWS::Lambda::Function
            Properties:
              <<: *function
              Timeout: 30
          Reports:
            Type: AWS::Serverless::Function
            Properties: {Handler: a.b, Runtime: python3.13, InlineCode: 'def b(e, c): pass', Role: !Ref RoleOfTheTeam}
          Mails:
            Type: AWS::Serverless::Function
            Properties: {Handler: a.b, Runtime: python3.13, InlineCode: 'def b(e, c): pass', Role: !Ref RoleOfTheTeam}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    public SampleTemplate() => File.WriteAllText(System.IO.Path.Combine(Path, "template.yaml"), Text.ReplaceLineEndings("\n") + "\n");

    /// <summary>The folder.</summary>
    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
