using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Hathi.Architecture.Tests;

/// <summary>The instructions of a compiled method, one after another.</summary>
internal static class Instructions
{
    private static readonly Dictionary<int, OpCode> s_opCodes = typeof(OpCodes).GetFields().Select(static f => (OpCode)f.GetValue(null)!)
        .ToDictionary(static code => (int)(ushort)code.Value);

    /// <summary>Each with its operand: a token, an index; 0 where it has none or one that nobody here needs.</summary>
    internal static List<(OpCode Code, int Operand)> Of(MethodBodyBlock body)
    {
        var all = new List<(OpCode, int)>();
        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            int value = il.ReadByte();
            var code = s_opCodes[value == 0xFE ? 0xFE00 | il.ReadByte() : value];
            all.Add((code, ReadOperand(ref il, code)));
        }

        return all;
    }

    private static int ReadOperand(ref BlobReader il, OpCode code)
    {
        switch (code.OperandType)
        {
            case OperandType.InlineNone:
                return 0;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                return il.ReadByte();
            case OperandType.InlineVar:
                return il.ReadUInt16();
            case OperandType.InlineI8 or OperandType.InlineR:
                il.ReadInt64();
                return 0;
            case OperandType.InlineSwitch:
                var targets = il.ReadInt32();
                il.Offset += targets * 4;
                return 0;
            default:
                return il.ReadInt32();
        }
    }
}
