using Hathi.Web.Faults;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>Ids in paths. Each belongs to the one before it. Source: Apache's WebAppUtils, WebServices.validateIds.</summary>
internal static class RestIds
{
    private const string Lifetime = "LIFETIME";

    /// <exception cref="RestFault">400: it is none.</exception>
    public static ApplicationId Application(string text) => Parse(text, static t => YarnIds.ParseApplication(t).ToCore());

    /// <exception cref="RestFault">400: one is none; 404: the attempt is another application's.</exception>
    public static ApplicationAttemptId Attempt(string application, string text)
    {
        var attempt = Parse(text, static t => YarnIds.ParseAttempt(t).ToCore());
        return attempt.Application == Application(application) ? attempt : throw RestFault.NotFound("appId and appAttemptId don't match");
    }

    /// <exception cref="RestFault">400: one is none; 404: the container is another attempt's.</exception>
    public static ContainerId Container(string application, string attempt, string text)
    {
        var container = Container(text);
        return container.Attempt == Attempt(application, attempt)
            ? container
            : throw RestFault.NotFound("appAttemptId and containerId don't match");
    }

    /// <exception cref="RestFault">400: it is none.</exception>
    public static ContainerId Container(string text) => Parse(text, static t => YarnIds.ParseContainer(t).ToCore());

    /// <exception cref="RestFault">400: it is none; there is one.</exception>
    public static void RequireTimeoutType(string text)
    {
        if (!text.Trim().Equals(Lifetime, StringComparison.OrdinalIgnoreCase))
        {
            throw RestFault.BadRequest($"Invalid application-state {text.Trim()} specified. It should be one of [{Lifetime}]");
        }
    }

    private static T Parse<T>(string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw RestFault.BadRequest(e.Message);
        }
    }
}
