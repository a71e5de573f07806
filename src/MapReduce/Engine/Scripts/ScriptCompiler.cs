using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Hathi.MapReduce.Scripts;

/// <summary>
/// Turns a job's file into an assembly. Only this class touches the compiler, so that a run from the cache does not load it.
/// </summary>
internal static class ScriptCompiler
{
    /// <summary>Errors shown; the first ones matter.</summary>
    private const int MaxErrors = 20;

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable,
        allowUnsafe: true,
        deterministic: true);

    /// <exception cref="ScriptException">It does not compile; one line an error.</exception>
    internal static byte[] Compile(ScriptSource source)
    {
        SyntaxTree[] trees =
        [
            CSharpSyntaxTree.ParseText(SourceText.From(source.Text, Encoding.UTF8), Parse, source.Path),
            CSharpSyntaxTree.ParseText(ScriptSurroundings.Usings, Parse, "usings.cs", Encoding.UTF8),
        ];
        var compilation = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(source.Path), trees, References(), Options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        if (result.Success)
        {
            return image.ToArray();
        }

        var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
            .OrderBy(d => d.Location.SourceSpan.Start).Select(Format).ToList();
        var more = errors.Count > MaxErrors ? $"\n… and {errors.Count - MaxErrors} more" : "";
        throw new ScriptException(string.Join('\n', errors.Take(MaxErrors)) + more);
    }

    private static string Format(Diagnostic error)
    {
        var at = error.Location.GetLineSpan();
        var text = $"error {error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}";
        return at.IsValid ? $"{at.Path}({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1}): {text}" : text;
    }

    private static IEnumerable<MetadataReference> References()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(file => Path.GetDirectoryName(file) == framework);
        return platform.Concat(ScriptSurroundings.Assemblies.Select(a => a.Location))
            .Select(file => MetadataReference.CreateFromFile(file));
    }
}
