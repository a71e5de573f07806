using System.Globalization;

namespace Hathi.Cli.Kit.Text;

/// <summary>
/// Numbers as Java's <c>%.2f</c> prints them: the shortest decimal digits of the number, rounded half up. .NET rounds the exact
/// binary value half to even.
/// </summary>
internal static class JavaDecimals
{
    /// <param name="number">Below 10^15, which is exact enough for every percentage and prefix.</param>
    /// <param name="decimals">Behind the point.</param>
    public static string Format(double number, int decimals)
    {
        if (!double.IsFinite(number) || Math.Abs(number) >= 1e15)
        {
            return double.IsFinite(number)
                ? number.ToString("F" + decimals, CultureInfo.InvariantCulture)
                : double.IsNaN(number) ? "NaN"
                : "Infinity";
        }

        var digits = decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
        return decimal.Round(digits, decimals, MidpointRounding.AwayFromZero).ToString("F" + decimals, CultureInfo.InvariantCulture);
    }
}
