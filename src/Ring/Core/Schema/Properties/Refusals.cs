using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>Refusals by their codes.</summary>
internal static class Refusals
{
    public static CqlException Syntax(string message) => new(CqlErrorCode.SyntaxError, message);

    public static CqlException Invalid(string message) => new(CqlErrorCode.Invalid, message);

    public static CqlException Configuration(string message) => new(CqlErrorCode.ConfigurationError, message);

    public static CqlException Unauthorized(string message) => new(CqlErrorCode.Unauthorized, message);
}
