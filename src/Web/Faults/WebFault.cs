namespace Hathi.Web.Faults;

/// <summary>A request that is answered with an error.</summary>
/// <param name="status">The HTTP status, such as 404.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class WebFault(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;
}
