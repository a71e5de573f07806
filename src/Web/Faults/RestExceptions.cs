namespace Hathi.Web.Faults;

/// <summary>
/// The one table of foreign exception class names of REST services: what Apache's answers name beside the status. Source: Apache's
/// GenericExceptionHandler, and the classes that it is given.
/// </summary>
public static class RestExceptions
{
    /// <summary>Any failure without a class of its own.</summary>
    public const string Io = "java.io.IOException";

    /// <summary>Not now; the same request may succeed later.</summary>
    public const string Retriable = "org.apache.hadoop.ipc.RetriableException";

    /// <summary>There is no such thing.</summary>
    public const string NotFound = Package + "NotFoundException";

    /// <summary>The user may not, nor may another.</summary>
    public const string Forbidden = Package + "ForbiddenException";

    /// <summary>The request is wrong.</summary>
    public const string BadRequest = Package + "BadRequestException";

    /// <summary>This user may not; another may.</summary>
    public const string WebApplication = "javax.ws.rs.WebApplicationException";

    /// <summary>There is no such method of the resource.</summary>
    public const string NotAllowed = "javax.ws.rs.NotAllowedException";

    /// <summary>A body of this kind is not read.</summary>
    public const string NotSupported = "javax.ws.rs.NotSupportedException";

    /// <summary>What Java itself finds wrong with a word or an id.</summary>
    public const string IllegalArgument = "java.lang.IllegalArgumentException";

    /// <summary>What Java itself finds wrong with a number.</summary>
    public const string NumberFormat = "java.lang.NumberFormatException";

    private const string Package = "org.apache.hadoop.yarn.webapp.";
}
