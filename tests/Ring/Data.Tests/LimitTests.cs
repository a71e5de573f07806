using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Data.Tests;

public sealed class LimitTests
{
    [Fact]
    public void A_type_is_refused_where_it_would_become_too_deep_or_too_large()
    {
        CqlType deep = NativeType.Int;
        for (var depth = 1; depth < TypeLimits.MaxDepth; depth++)
        {
            deep = new ListType(deep);
        }

        Assert.Throws<CqlTypeException>(() => new ListType(deep));

        CqlType wide = NativeType.Int;
        for (var doublings = 1; doublings < 16; doublings++)
        {
            wide = new MapType(wide, wide);
        }

        Assert.Throws<CqlTypeException>(() => new MapType(wide, wide));
    }
}
