namespace Hathi.Yarn.Core.Model;

/// <summary>One try of an application. Text as Apache's: <c>appattempt_1700000000000_0001_000001</c>.</summary>
/// <param name="Application">Of what.</param>
/// <param name="Attempt">From 1.</param>
public readonly record struct ApplicationAttemptId(ApplicationId Application, int Attempt)
{
    /// <inheritdoc/>
    public override string ToString() => $"appattempt_{Application.ClusterTimestamp}_{Application.Id:D4}_{Attempt:D6}";
}
