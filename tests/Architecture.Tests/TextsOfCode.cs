using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hathi.Architecture.Tests;

/// <summary>The texts that the compiled code of an assembly holds.</summary>
internal static class TextsOfCode
{
    /// <summary>Each with the full name of the type whose method has it.</summary>
    internal static List<(string Type, string Text)> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Join(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = file.GetMetadataReader();
        var names = new TypeNames();
        var found = new List<(string, string)>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
            {
                continue;
            }

            var type = names.GetTypeFromDefinition(metadata, method.GetDeclaringType(), 0);
            foreach (var (code, operand) in Instructions.Of(file.GetMethodBody(method.RelativeVirtualAddress)))
            {
                if (code == OpCodes.Ldstr)
                {
                    found.Add((type, metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(operand))));
                }
            }
        }

        return found;
    }
}
