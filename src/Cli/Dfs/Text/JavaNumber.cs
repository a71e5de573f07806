using System.Globalization;

namespace Hathi.Cli.Dfs.Text;

/// <summary>
/// Numbers as Java's <c>%.2f</c> prints them: the shortest decimal digits of the number, rounded half up. .NET rounds the exact binary value half to even.
/// </summary>
internal static class JavaNumber
{
    /// <summary>As Java's <c>Float.toString</c> has it.</summary>
    public static string OfFloat(float value)
    {
        if (value != 0 && float.IsFinite(value) && (Math.Abs(value) < 1e-3f || Math.Abs(value) >= 1e7f))
        {
            return value.ToString("0.0######E-0", CultureInfo.InvariantCulture);
        }

        var plain = value.ToString(CultureInfo.InvariantCulture);
        return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
    }

    /// <param name="number">Below 10^15, which is exact enough for every percentage and prefix.</param>
    /// <param name="decimals">Behind the point.</param>
    public static string Format(double number, int decimals)
    {
        if (!double.IsFinite(number) || Math.Abs(number) >= 1e15)
        {
            return double.IsFinite(number) ? number.ToString("F" + decimals, CultureInfo.InvariantCulture) : double.IsNaN(number) ? "NaN" : "Infinity";
        }

        var digits = decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
        return decimal.Round(digits, decimals, MidpointRounding.AwayFromZero).ToString("F" + decimals, CultureInfo.InvariantCulture);
    }
}
