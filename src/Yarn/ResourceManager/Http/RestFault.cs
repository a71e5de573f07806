namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>A REST call that is refused: status, and the Java exception that Apache's JSON would name.</summary>
internal sealed class RestFault(int status, string javaClass, string message) : Exception(message)
{
    private const string Web = "org.apache.hadoop.yarn.webapp.";

    public int Status => status;

    public string JavaClass => javaClass;

    public static RestFault NotFound(string message) => new(404, Web + "NotFoundException", message);

    public static RestFault Forbidden(string message) => new(403, Web + "ForbiddenException", message);

    public static RestFault BadRequest(string message) => new(400, Web + "BadRequestException", message);
}
