namespace Hathi.Web.Faults;

/// <summary>
/// A REST call that is refused: status, and the Java exception that Apache's answer would name. Source: Apache's GenericExceptionHandler.
/// </summary>
/// <param name="status">The HTTP status.</param>
/// <param name="javaClass">The full name of the class.</param>
/// <param name="message">What is wrong.</param>
public sealed class RestFault(int status, string javaClass, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The full name of the Java class.</summary>
    public string JavaClass => javaClass;

    /// <summary>404.</summary>
    public static RestFault NotFound(string message) => new(404, RestExceptions.NotFound, message);

    /// <summary>401: this user may not; another may.</summary>
    public static RestFault Unauthorized(string message) => new(401, RestExceptions.WebApplication, message);

    /// <summary>403.</summary>
    public static RestFault Forbidden(string message) => new(403, RestExceptions.Forbidden, message);

    /// <summary>400.</summary>
    public static RestFault BadRequest(string message) => new(400, RestExceptions.BadRequest, message);

    /// <summary>400, for what Java itself finds wrong with a word or an id.</summary>
    public static RestFault IllegalArgument(string message) => new(400, RestExceptions.IllegalArgument, message);

    /// <summary>400, in the words of Java's enumerations.</summary>
    /// <param name="javaEnum">Its full name.</param>
    /// <param name="word">What is none of its constants.</param>
    public static RestFault NoConstant(string javaEnum, string word) => IllegalArgument($"No enum constant {javaEnum}.{word}");
}
