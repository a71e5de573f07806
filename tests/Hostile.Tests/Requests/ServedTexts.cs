using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Hathi.Architecture.Tests;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>
/// What the compiled code of a server says of its HTTP port: paths of pages, names of parameters, whether it has one at
/// all. Nothing of it is run.
/// </summary>
internal sealed partial class ServedTexts : IDisposable
{
    private const string Request = "Microsoft.AspNetCore.Http.HttpContext";
    private const string Start = "Hathi.Web.WebServer.StartAsync";

    /// <summary>What reads a parameter whose name it is given.</summary>
    private static readonly string[] s_readers = ["Hathi.Web.Rest.RestQuery.", "Microsoft.AspNetCore.Http.IQueryCollection."];

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names = new();

    private ServedTexts(Assembly code)
    {
        _file = new PEReader(File.OpenRead(code.Location));
        _metadata = _file.GetMetadataReader();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether it opens an HTTP port.</summary>
    public static bool Serves(Assembly code)
    {
        using var texts = new ServedTexts(code);
        return texts.Bodies().Any(m => texts.Of(m.Body).Exists(static i => i.Called == Start));
    }

    /// <summary>Texts of the types that answer requests which may be paths.</summary>
    public static IReadOnlyList<string> Paths(Assembly code)
    {
        using var texts = new ServedTexts(code);
        var answering = texts.Bodies().Where(m => texts.Takes(m.Handle)).Select(m => texts.OuterOf(m.Handle)).ToHashSet();
        var steps = texts.Bodies().Where(m => answering.Contains(texts.OuterOf(m.Handle))).SelectMany(m => texts.Of(m.Body));
        return [.. steps.Select(static s => s.Text).OfType<string>().Where(static t => Path().IsMatch(t)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Names of the parameters that are read, also through a method that is given the name.</summary>
    public static IReadOnlyList<string> Parameters(Assembly code)
    {
        using var texts = new ServedTexts(code);
        var methods = texts.Bodies().Select(m => (m.Handle, Steps: texts.Of(m.Body))).ToList();
        var passOn = methods.Where(static m => Reads(m.Steps, IsReader).Any(static names => names.Count == 0))
            .Select(static m => MetadataTokens.GetToken(m.Handle)).ToHashSet();
        return [.. methods.SelectMany(m => Reads(m.Steps, i => IsReader(i) || passOn.Contains(i.Token))).SelectMany(static names => names)
            .Where(static t => Parameter().IsMatch(t)).Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex("^/[A-Za-z0-9/._{}-]*$")]
    private static partial Regex Path();

    [GeneratedRegex("^[a-z][A-Za-z.]*$")]
    private static partial Regex Parameter();

    private static bool IsReader(Step step) =>
        step.Called is { } called && Array.Exists(s_readers, r => called.StartsWith(r, StringComparison.Ordinal));

    // The texts between a call that reads and the call before it are what it is given.
    private static IEnumerable<List<string>> Reads(List<Step> steps, Func<Step, bool> reads)
    {
        var given = new List<string>();
        foreach (var step in steps)
        {
            if (step.Text is not null)
            {
                given.Add(step.Text);
            }
            else if (step.Called is not null)
            {
                if (reads(step))
                {
                    yield return given;
                }

                given = [];
            }
        }
    }

    private IEnumerable<(MethodDefinitionHandle Handle, MethodBodyBlock Body)> Bodies() =>
        from handle in _metadata.MethodDefinitions
        let at = _metadata.GetMethodDefinition(handle).RelativeVirtualAddress
        where at != 0
        select (handle, _file.GetMethodBody(at));

    private List<Step> Of(MethodBodyBlock body)
    {
        var steps = new List<Step>();
        foreach (var (code, operand) in Instructions.Of(body))
        {
            if (code == OpCodes.Ldstr)
            {
                steps.Add(new Step(_metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(operand)), null, 0));
            }
            else if (code == OpCodes.Call || code == OpCodes.Callvirt)
            {
                steps.Add(new Step(null, NameOf(MetadataTokens.EntityHandle(operand)), operand));
            }
        }

        return steps;
    }

    private string NameOf(EntityHandle method)
    {
        switch (method.Kind)
        {
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)method);
                return $"{_names.NameOf(_metadata, member.Parent)}.{_metadata.GetString(member.Name)}";
            case HandleKind.MethodDefinition:
                var own = _metadata.GetMethodDefinition((MethodDefinitionHandle)method);
                return $"{_names.NameOf(_metadata, own.GetDeclaringType())}.{_metadata.GetString(own.Name)}";
            default:
                return "";
        }
    }

    private bool Takes(MethodDefinitionHandle method) =>
        _metadata.GetMethodDefinition(method).DecodeSignature(_names, null).ParameterTypes.Contains(Request);

    // What the compiler makes of lambdas and async methods lies in the type.
    private TypeDefinitionHandle OuterOf(MethodDefinitionHandle method)
    {
        var type = _metadata.GetMethodDefinition(method).GetDeclaringType();
        while (_metadata.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>A text that is loaded, or a method that is called.</summary>
    private sealed record Step(string? Text, string? Called, int Token);
}
