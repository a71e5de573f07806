using System.Buffers.Binary;
using Hathi.Base;

// Makes rows of 100 bytes for TeraSort, the same as Apache's teragen:  hathi run samples/TeraGen.cs 10m /rows -D mapreduce.job.maps=8
public sealed class TeraGen : IJobProgram
{
    public enum Counters
    {
        // The sum of the CRC-32 of all rows, which TeraValidate finds again.
        CHECKSUM,
    }

    public void Configure(JobBuilder job, string[] args) => job
        .ReadAs(new RangeInputFormat(Rows(args[0]))).Map<Generate>().WriteAs(new RawOutputFormat()).Output(args[1]);

    // 10m is ten million: k, m, b and t multiply by 10^3, 10^6, 10^9 and 10^12.
    private static long Rows(string text)
    {
        var power = "kmbt".IndexOf(text[^1]) + 1;
        return long.Parse(power > 0 ? text[..^1] : text) * (long)Math.Pow(1000, power);
    }

    private sealed class Generate : Mapper<long, Null, Text, Text>
    {
        private readonly byte[] _row = new byte[100];
        private RowMaker? _maker;
        private ulong _checksum;

        public override void Map(long number, Null nothing, Context context)
        {
            (_maker ??= new RowMaker((ulong)number)).Next(_row);
            _checksum += Crc32.Compute(_row);
            context.Write(_row.AsSpan(0, 10), _row.AsSpan(10));
        }

        public override void Cleanup(Context context) => context.Counter(Counters.CHECKSUM).Increment((long)_checksum);
    }

    // Rows in their order from any number on: 10 bytes of key, 2 of zero and 11, the number in 32 hexadecimal digits,
    // and filler between marks.
    // The source is a generator of 128 bits, x → a x + c, that starts from 0 (P. L'Ecuyer 1999; C. Nyberg's gensort).
    private sealed class RowMaker
    {
        private static readonly UInt128 A = new(0x2360ed051fc65da4, 0x4385df649fccf645);
        private static readonly UInt128 C = new(0x4a696d4772617952, 0x4950202020202001);

        private UInt128 _random;
        private ulong _number;

        public RowMaker(ulong first)
        {
            _number = first;

            // The step applied "first" times: squares of it, where the number has a bit.
            var (a, c) = (A, C);
            for (var left = first; left > 0; left >>= 1)
            {
                if ((left & 1) != 0)
                {
                    _random = (a * _random) + c;
                }

                (a, c) = (a * a, (a + 1) * c);
            }
        }

        public void Next(Span<byte> row)
        {
            _random = (A * _random) + C;
            var (high, low) = ((ulong)(_random >> 64), (ulong)_random);
            BinaryPrimitives.WriteUInt64BigEndian(row, high);
            BinaryPrimitives.WriteUInt16BigEndian(row[8..], (ushort)(low >> 48));
            BinaryPrimitives.WriteUInt16BigEndian(row[10..], 0x0011);
            row.Slice(12, 16).Fill((byte)'0');
            for (var digit = 0; digit < 16; digit++)
            {
                row[28 + digit] = Digit(_number, digit);
            }

            BinaryPrimitives.WriteUInt32BigEndian(row[44..], 0x8899AABB);
            for (var digit = 4; digit < 16; digit++)
            {
                row.Slice(32 + (4 * digit), 4).Fill(Digit(low, digit));
            }

            BinaryPrimitives.WriteUInt32BigEndian(row[96..], 0xCCDDEEFF);
            _number++;
        }

        // The first digit of sixteen is number 0.
        private static byte Digit(ulong number, int digit) => "0123456789ABCDEF"u8[(int)(number >> (60 - (4 * digit))) & 15];
    }
}
