using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>What an application was submitted with. Answer: <see cref="Model.Submission"/>.</summary>
public sealed class GetSubmissionRequest : ClientRequest, IAsk<Submission>
{
    public required Model.ApplicationId Id { get; init; }
}

internal static class GetSubmission
{
    public static Submission Run(OperationContext context, GetSubmissionRequest request) => Lookup.App(context, request.Id).Submission;
}
