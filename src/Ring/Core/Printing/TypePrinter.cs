using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>Types.</summary>
internal sealed class TypePrinter(CqlWriter text)
{
    public void Print(CqlType type)
    {
        switch (type)
        {
            case NativeType native:
                text.Add(native.Name);
                break;
            case ListType list:
                Parameters("list", [list.Element]);
                break;
            case SetType set:
                Parameters("set", [set.Element]);
                break;
            case MapType map:
                Parameters("map", [map.Key, map.Value]);
                break;
            case TupleType tuple:
                Parameters("tuple", tuple.Elements);
                break;
            case FrozenType frozen:
                Parameters("frozen", [frozen.Type]);
                break;
            case VectorType vector:
                text.Add("vector<");
                Print(vector.Element);
                text.Add($", {vector.Dimension}>");
                break;
            case UserType user:
                text.Name(user.Name);
                break;
            case CustomType custom:
                text.String(custom.Class);
                break;
            default:
                throw new InvalidOperationException($"{type} is no type");
        }
    }

    private void Parameters(string name, ImmutableArray<CqlType> parameters) =>
        text.Add(name).Add("<").List(parameters, ", ", Print).Add(">");
}
