namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>A request that is not served, with the HTTP status that says so.</summary>
internal sealed class ShuffleRefusal(int status, string message) : Exception(message)
{
    internal const int BadRequest = 400;
    internal const int Unauthorized = 401;
    internal const int NotFound = 404;
    internal const int MethodNotAllowed = 405;
    internal const int TooManyRequests = 429;
    internal const int Failed = 500;

    internal int Status { get; } = status;

    internal static string Reason(int status) => status switch
    {
        BadRequest => "Bad Request",
        Unauthorized => "Unauthorized",
        NotFound => "Not Found",
        MethodNotAllowed => "Method Not Allowed",
        TooManyRequests => "TOO MANY REQUESTS",
        _ => "Internal Server Error",
    };
}
