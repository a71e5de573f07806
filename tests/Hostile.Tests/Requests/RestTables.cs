using System.Reflection;
using Hathi.Web.Rest;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>
/// The tables of resources that an assembly has, found by themselves: whatever type shows one is made with nothing behind
/// it, for its table alone.
/// </summary>
internal static class RestTables
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Every table of REST in it.</summary>
    public static IReadOnlyList<RestRoutes> Of(Assembly code) =>
        [.. code.GetTypes()
            .SelectMany(static t => t.GetProperties(All))
            .Where(static p => p.PropertyType == typeof(RestRoutes)).Select(TableOf)];

    private static RestRoutes TableOf(PropertyInfo property)
    {
        var constructor = property.DeclaringType!.GetConstructors(All).OrderByDescending(static c => c.GetParameters().Length).First();
        object?[] nothing = [.. constructor.GetParameters()
            .Select(static p => p.ParameterType)
            .Select(static t => t.IsValueType ? Activator.CreateInstance(t) : null)];
        return (RestRoutes)property.GetValue(constructor.Invoke(nothing))!;
    }
}
