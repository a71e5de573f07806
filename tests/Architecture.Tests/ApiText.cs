using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hathi.Architecture.Tests;

/// <summary>
/// What others can call in an assembly, as text: a line a type, and below it a line a member, in the order of the alphabet. What the
/// compiler makes of a record is not in it, and neither is an override: who calls it knows it from the type below.
/// </summary>
internal sealed class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly ApiNames _names = new();

    internal static string Of(string assembly) =>
        Of(System.Reflection.Assembly.LoadFrom(Path.Join(AppContext.BaseDirectory, assembly + ".dll")).GetExportedTypes());

    internal static string Of(IEnumerable<Type> types)
    {
        var text = new ApiText();
        return string.Concat(
            types.Where(static t => !IsBlock(t)).OrderBy(static t => t.FullName, StringComparer.Ordinal)
                .Select(type => $"{text.Head(type)}\n{text.Body(type)}"));
    }

    private string Body(Type type) => string.Concat(Members(type).Order(StringComparer.Ordinal).Select(static m => $"  {m}\n"));

    private string Head(Type type)
    {
        var name = type.Namespace + "." + _names.Of(type);
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {_names.Of(invoke.ReturnParameter)} {name}({_names.Of(invoke.GetParameters())})";
        }

        var bases = string.Join(", ", Bases(type));
        return $"{Kind(type)} {name}{(bases.Length == 0 ? "" : " : ")}{bases}{_names.Constraints(type.GetGenericArguments())}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsByRefLike: true } => "ref struct",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return [_names.Of(Enum.GetUnderlyingType(type))];
        }

        IEnumerable<Type> inherited = type.BaseType is { } own && own != typeof(object) && own != typeof(ValueType) ? [own] : [];
        var interfaces = type.GetInterfaces().Where(static i => i.IsVisible).Select(i => _names.Of(i)).Order(StringComparer.Ordinal);
        return inherited.Select(b => _names.Of(b)).Concat(interfaces);
    }

    private IEnumerable<string> Members(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(static f => $"{f.Name} = {Convert.ToString(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        }

        var constructors = type.GetConstructors(Declared).Where(c => IsSeen(c, type) && !IsMade(c));
        var methods = type.GetMethods(Declared).Where(m => IsSeen(m, type) && !IsMade(m) && !IsAccessor(m) && !IsOverride(m));
        var properties = type.GetProperties(Declared).Where(static p => !IsMadeOfRecord(p));
        var events = type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod!, type));
        var fields = type.GetFields(Declared).Where(f => f.IsPublic || ((f.IsFamily || f.IsFamilyOrAssembly) && !type.IsSealed));
        return constructors.Select(c => $"{Access(c)}new({_names.Of(c.GetParameters())})")
            .Concat(methods.Select(Method))
            .Concat(properties.Select(p => Property(p, type)).OfType<string>())
            .Concat(events.Select(e => $"event {_names.Of(e)} {e.Name}"))
            .Concat(fields.Select(Field))
            .Concat(type.GetNestedTypes().Where(IsBlock).SelectMany(Extensions));
    }

    // Members of an extension block stand in a type without a name, beside a method that has what they extend as its parameter.
    private IEnumerable<string> Extensions(Type block)
    {
        var marks = block.GetNestedTypes().SelectMany(static marker => marker.GetMethods(Declared));
        return marks.Select(mark => $"extension({_names.Of(mark.GetParameters()).TrimEnd()})")
            .SelectMany(head => Members(block).Select(member => $"{head} {member}"));
    }

    private string Method(MethodInfo method)
    {
        var own = method.GetGenericArguments();
        var extends = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "";
        var generic = own.Length == 0 ? "" : $"<{string.Join(", ", own.Select(static a => a.Name))}>";
        var parameters = $"({extends}{_names.Of(method.GetParameters())})";
        var type = _names.Of(method.ReturnParameter);
        return $"{Access(method)}{Modifiers(method)}{type} {method.Name}{generic}{parameters}{_names.Constraints(own)}";
    }

    private string? Property(PropertyInfo property, Type type)
    {
        var get = property.GetMethod is { } g && IsSeen(g, type) ? g : null;
        var set = property.SetMethod is { } s && IsSeen(s, type) ? s : null;
        var accessor = get ?? set;
        if (accessor is null || IsOverride(accessor))
        {
            return null;
        }

        var required = property.IsDefined(typeof(RequiredMemberAttribute), inherit: false) ? "required " : "";
        var name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{_names.Of(index)}]" : property.Name;
        var reads = get is null ? "" : "get; ";
        var access = set is null || get is null || Access(set) == Access(get) ? "" : Access(set);
        var changes = set is null ? "" : access + (IsInit(set) ? "init; " : "set; ");
        return $"{Access(accessor)}{Modifiers(accessor)}{required}{_names.Of(property)} {name} {{ {reads}{changes}}}";
    }

    private string Field(FieldInfo field)
    {
        var access = field.IsPublic ? "" : "protected ";
        if (field.IsLiteral)
        {
            return $"{access}const {_names.Of(field)} {field.Name} = {ApiNames.Value(field.GetRawConstantValue())}";
        }

        return $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{_names.Of(field)} {field.Name}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return method.IsStatic ? "static " : method.IsAbstract ? "" : "virtual ";
        }

        return method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "";
    }

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    // Protected members of a class that nobody derives from are nobody's.
    private static bool IsSeen(MethodBase method, Type type) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !type.IsSealed);

    private static bool IsBlock(Type type) => type.FullName!.Contains('<', StringComparison.Ordinal);

    private static bool IsMade(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool IsMadeOfRecord(PropertyInfo property) => property.Name == "EqualityContract";

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;
}
