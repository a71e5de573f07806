using Hathi.Base.Cores;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Steps;

/// <summary>A change is refused.</summary>
/// <param name="refusal">With the code and the message for the client.</param>
public sealed class SchemaFault(CqlException refusal) : CoreFault(refusal.Message)
{
    /// <summary>With the code and the message for the client.</summary>
    public CqlException Refusal => refusal;
}
