using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema;

/// <summary>A type that is not looked up yet, for a message.</summary>
internal static class WrittenTypeText
{
    public static string Of(CqlType type, bool isFrozen)
    {
        var text = new CqlWriter();
        new TypePrinter(text).Print(isFrozen && type is not FrozenType ? new FrozenType(type) : type);
        return text.ToString();
    }
}
