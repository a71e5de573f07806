using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>One application (getApplicationReport). Answer: <see cref="ApplicationReport"/>.</summary>
public sealed class GetApplicationReportRequest : ClientRequest, IAsk<ApplicationReport>
{
    public required ApplicationId Id { get; init; }
}

internal static class GetApplicationReport
{
    public static ApplicationReport Run(OperationContext context, GetApplicationReportRequest request) =>
        Reports.Of(context, Lookup.App(context, request.Id));
}
