using Antiphon.Numerics;

namespace Antiphon.Paper;

/// <summary>
/// A number of 0 or more that may be far beyond the range of doubles, such as the 5^1000 states of a table. Held as a double in the range
/// of doubles, and as its natural logarithm beyond. Accuracy: that of doubles within their range; beyond it the logarithm is right to
/// about 1e-15 of itself.
/// </summary>
public readonly struct Magnitude : IEquatable<Magnitude>, IComparable<Magnitude>
{
    // Beyond these a double is left for the logarithm, well before it overflows or loses digits.
    private const double Largest = 1e300;
    private const double Smallest = 1e-290;

    private readonly double number;
    private readonly bool isLogarithm;

    private Magnitude(double number, bool isLogarithm)
    {
        (this.number, this.isLogarithm) = (number, isLogarithm);
    }

    /// <summary>0.</summary>
    public static Magnitude Zero => default;

    /// <summary>1.</summary>
    public static Magnitude One => From(1);

    /// <summary>The natural logarithm; negative infinity for 0.</summary>
    public double Ln => isLogarithm ? number : Math.Log(number);

    /// <summary>The decimal logarithm; negative infinity for 0.</summary>
    public double Log10 => isLogarithm ? number / Math.Log(10) : Math.Log10(number);

    /// <summary>The number as a double: infinity above the range of doubles.</summary>
    public double Value => isLogarithm ? Math.Exp(number) : number;

    /// <summary>Whether the number is at most 1e300, so that <see cref="Value"/> holds all its digits.</summary>
    public bool IsOrdinary => !isLogarithm;

    /// <summary>A number as it is.</summary>
    /// <param name="value">0 or more, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, infinite or NaN.</exception>
    public static Magnitude From(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "expected a finite number");
        }

        return value is 0 or (>= Smallest and <= Largest)
            ? new Magnitude(value, isLogarithm: false)
            : new Magnitude(Math.Log(value), isLogarithm: true);
    }

    /// <summary>e^logarithm.</summary>
    /// <param name="logarithm">The natural logarithm; negative infinity gives 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The logarithm is positive infinity or NaN.</exception>
    public static Magnitude FromLn(double logarithm)
    {
        if (double.IsNaN(logarithm) || double.IsPositiveInfinity(logarithm))
        {
            throw new ArgumentOutOfRangeException(nameof(logarithm), logarithm, "expected a number or negative infinity");
        }

        double value = Math.Exp(logarithm);
        return double.IsNegativeInfinity(logarithm) || value is >= Smallest and <= Largest
            ? new Magnitude(value, isLogarithm: false)
            : new Magnitude(logarithm, isLogarithm: true);
    }

    /// <summary>root^exponent, with 0^0 = 1.</summary>
    /// <param name="root">0 or more, finite.</param>
    /// <param name="exponent">Any finite number.</param>
    public static Magnitude Power(double root, double exponent)
    {
        double value = Math.Pow(root, exponent);
        return value is >= Smallest and <= Largest ? From(value)
            : exponent == 0 ? One
            : FromLn(exponent * Math.Log(root));
    }

    /// <summary>
    /// C(n, r), the number of ways to choose r of n: exact below 1e14, with a relative error of about r * 1e-15 above. Takes min(r, n - r)
    /// steps.
    /// </summary>
    /// <param name="n">0 or more.</param>
    /// <param name="r">From 0 to n.</param>
    public static Magnitude Choose(double n, double r)
    {
        double few = Math.Min(r, n - r);
        Magnitude value = One;
        for (double step = 1.0; step <= few; step++)
        {
            // C(n-few+step, step) from its predecessor: a whole number again, exact while below 1e14.
            Magnitude next = value * From(n - few + step) / From(step);
            value = next.IsOrdinary && next.Value < 1e14 ? From(Math.Round(next.Value)) : next;
        }

        return value;
    }

    /// <summary>The product.</summary>
    /// <param name="left">A factor.</param>
    /// <param name="right">A factor.</param>
    public static Magnitude operator *(Magnitude left, Magnitude right) =>
        left == Zero || right == Zero ? Zero : Either(left.Value * right.Value, left.Ln + right.Ln, left, right);

    /// <summary>The quotient.</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor, not 0.</param>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Magnitude operator /(Magnitude left, Magnitude right)
    {
        if (right == Zero)
        {
            throw new DivideByZeroException();
        }

        return left == Zero ? Zero : Either(left.Value / right.Value, left.Ln - right.Ln, left, right);
    }

    /// <summary>The sum.</summary>
    /// <param name="left">A term.</param>
    /// <param name="right">A term.</param>
    public static Magnitude operator +(Magnitude left, Magnitude right)
    {
        if (left == Zero || right == Zero)
        {
            return left == Zero ? right : left;
        }

        (Magnitude large, Magnitude small) = left > right ? (left, right) : (right, left);
        return Either(left.Value + right.Value, large.Ln + StableMath.Log1p(Math.Exp(small.Ln - large.Ln)), left, right);
    }

    /// <summary>A double as a magnitude.</summary>
    /// <param name="value">0 or more, finite.</param>
    public static implicit operator Magnitude(double value) => From(value);

    /// <summary>Whether two numbers are equal.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static bool operator ==(Magnitude left, Magnitude right) => left.Equals(right);

    /// <summary>Whether two numbers differ.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static bool operator !=(Magnitude left, Magnitude right) => !left.Equals(right);

    /// <summary>Whether the left number is less.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static bool operator <(Magnitude left, Magnitude right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left number is greater.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static bool operator >(Magnitude left, Magnitude right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left number is not greater.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static bool operator <=(Magnitude left, Magnitude right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left number is not less.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static bool operator >=(Magnitude left, Magnitude right) => left.CompareTo(right) >= 0;

    /// <summary>The smaller of two numbers.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static Magnitude Min(Magnitude left, Magnitude right) => left <= right ? left : right;

    /// <summary>The larger of two numbers.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A number.</param>
    public static Magnitude Max(Magnitude left, Magnitude right) => left >= right ? left : right;

    /// <summary>The number rounded up to a whole one, as long as that makes a difference.</summary>
    public Magnitude Ceiling() => isLogarithm ? (number > 0 ? this : One) : From(Math.Ceiling(number));

    /// <inheritdoc/>
    public int CompareTo(Magnitude other) => isLogarithm || other.isLogarithm ? Ln.CompareTo(other.Ln) : number.CompareTo(other.number);

    /// <inheritdoc/>
    public bool Equals(Magnitude other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Magnitude other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Ln.GetHashCode();

    /// <summary>With thousands separators below a million, else to two digits: 22,067, 1.5e9, 1.0e1234.</summary>
    public override string ToString()
    {
        if (Log10 < 6)
        {
            return Value >= 100 || Value == Math.Floor(Value) ? Value.ToString("N0") : Value.ToString("G3");
        }

        double exponent = Math.Floor(Log10);
        double digits = Math.Round(Math.Pow(10, Log10 - exponent), 1);
        return digits < 10 ? $"{digits:0.0}e{exponent:0}" : $"1.0e{exponent + 1:0}";
    }

    // The plain result where it and both operands are ordinary, else the one by logarithms.
    private static Magnitude Either(double value, double logarithm, Magnitude left, Magnitude right) =>
        left.IsOrdinary && right.IsOrdinary && value is >= Smallest and <= Largest
            ? new Magnitude(value, isLogarithm: false)
            : FromLn(logarithm);
}
