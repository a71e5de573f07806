using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hathi.Architecture.Tests;

/// <summary>Types and parameters as C# writes them, without name spaces, with the question marks of what may be null.</summary>
internal sealed class ApiNames
{
    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte", [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    private readonly NullabilityInfoContext _nullable = new();

    internal string Of(Type type) => Of(type, null);

    internal string Of(PropertyInfo property) => Of(property.PropertyType, _nullable.Create(property));

    internal string Of(FieldInfo field) => Of(field.FieldType, _nullable.Create(field));

    internal string Of(EventInfo told) => Of(told.EventHandlerType!, _nullable.Create(told));

    internal string Of(ParameterInfo parameter)
    {
        var name = Of(parameter.ParameterType, _nullable.Create(parameter));
        return !parameter.ParameterType.IsByRef ? name : parameter.IsOut ? "out " + name : parameter.IsIn ? "in " + name : "ref " + name;
    }

    internal string Of(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(p =>
        $"{(IsList(p) ? "params " : "")}{Of(p)} {p.Name}{(p.HasDefaultValue ? " = " + Value(p.DefaultValue) : "")}"));

    /// <summary>What the type arguments must be; empty when they may be anything.</summary>
    internal string Constraints(IEnumerable<Type> arguments) => string.Concat(
        from argument in arguments
        where argument.IsGenericParameter
        let needs = Needs(argument).ToList()
        where needs.Count > 0
        select $" where {argument.Name} : {string.Join(", ", needs)}");

    internal static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        char letter => $"'{letter}'",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsList(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false)
        || parameter.IsDefined(typeof(ParamCollectionAttribute), inherit: false);

    private IEnumerable<string> Needs(Type argument)
    {
        var special = argument.GenericParameterAttributes;
        var isStruct = special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (isStruct)
        {
            yield return "struct";
        }

        if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return "class";
        }

        foreach (var constraint in argument.GetGenericParameterConstraints().Where(static c => c != typeof(ValueType)))
        {
            yield return Of(constraint);
        }

        if (!isStruct && special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            yield return "new()";
        }
    }

    private string Of(Type type, NullabilityInfo? info)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, info);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        var name = type.IsArray ? $"{Of(type.GetElementType()!, info?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]"
            : type.IsPointer ? Of(type.GetElementType()!) + "*"
            : Words.TryGetValue(type, out var word) ? word
            : type.IsGenericParameter ? type.Name
            : Named(type, info);
        return info is { ReadState: NullabilityState.Nullable } && !type.IsValueType && !type.IsGenericParameter ? name + "?" : name;
    }

    // Outer types first; their arguments come before its own.
    private string Named(Type type, NullabilityInfo? info)
    {
        var arguments = type.GetGenericArguments();
        var texts = arguments.Select((a, i) => Of(a, info?.GenericTypeArguments.ElementAtOrDefault(i))).ToList();
        var outer = type.DeclaringType is { } around && !type.IsGenericParameter ? around : null;
        var inherited = outer?.GetGenericArguments().Length ?? 0;
        var own = texts.Skip(inherited).ToList();
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        var simple = tick < 0 ? type.Name : type.Name[..tick];
        var name = own.Count == 0 ? simple : $"{simple}<{string.Join(", ", own)}>";
        if (outer is null)
        {
            return name;
        }

        // The outer type with the arguments that it has here, and not with its own.
        var outerType = inherited > 0 && !type.IsGenericTypeDefinition ? outer.MakeGenericType(arguments[..inherited]) : outer;
        return Named(outerType, null) + "." + name;
    }
}
