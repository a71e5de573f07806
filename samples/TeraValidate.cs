using Hathi.Base;

// Checks that rows are sorted, within files and from file to file, and sums their checksums:
//     hathi run samples/TeraValidate.cs /sorted /report
public sealed class TeraValidate : IJobProgram
{
    private const int RowBytes = 100;
    private const int KeyBytes = 10;

    // One split a file: whether the next split begins in order would be known to nobody.
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0])
        .ReadAs(new FixedLengthInputFormat(RowBytes))
        .Set("mapreduce.input.fileinputformat.split.minsize", $"{long.MaxValue}")
        .Map<CheckFile>().Reduce<CheckBoundaries>().Reducers(1).Output(args[1]);

    // Puts out "error" lines, a "checksum", and the first and last key of the file under its name.
    private sealed class CheckFile : Mapper<long, Bytes, string, Text>
    {
        private readonly byte[] _last = new byte[KeyBytes];
        private string? _file;
        private UInt128 _checksum;

        public override void Map(long offset, Bytes row, Context context)
        {
            var key = row.Span[..KeyBytes];
            if (_file is null)
            {
                _file = Path.GetFileName(((FileSplit)context.Split).Path);
                context.Write($"{_file}:begin", key);
            }
            else if (key.SequenceCompareTo(_last) < 0)
            {
                context.Write("error", $"{_file}: the row at byte {offset} with key {Hex(key)} comes behind one with key {Hex(_last)}");
            }

            _checksum += Crc32.Compute(row.Span);
            key.CopyTo(_last);
        }

        public override void Cleanup(Context context)
        {
            if (_file is not null)
            {
                context.Write($"{_file}:end", _last.AsSpan());
                context.Write("checksum", $"{_checksum:x}");
            }
        }
    }

    // Names come in order: the end of a file, then the begin of the next.
    private sealed class CheckBoundaries : Reducer<string, Text, Text, Text>
    {
        private byte[] _last = [];
        private string _lastName = "";

        public override void Reduce(string name, Values<Text> values, Context context)
        {
            switch (name)
            {
                case "error":
                    foreach (var error in values)
                    {
                        context.Write("error", error);
                    }

                    break;
                case "checksum":
                    UInt128 sum = 0;
                    foreach (var part in values)
                    {
                        sum += UInt128.Parse(part.ToString(), System.Globalization.NumberStyles.HexNumber);
                    }

                    context.Write("checksum", $"{sum:x}");
                    break;
                default:
                    foreach (var key in values)
                    {
                        if (key.Bytes.SequenceCompareTo(_last) < 0)
                        {
                            context.Write("error", $"{name} is {Hex(key.Bytes)} and comes behind {_lastName}, which is {Hex(_last)}");
                        }

                        _last = key.ToArray();
                        _lastName = name;
                    }

                    break;
            }
        }
    }

    private static string Hex(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(key);
}
