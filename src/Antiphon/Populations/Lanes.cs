using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Populations;

/// <summary>
/// A register of doubles. Every implementation uses fused multiply-add, one channel per lane and never across lanes, so that all of them
/// give the same bits: 512, 256 and 128 bits wide, and a plain scalar for tests.
/// </summary>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    static abstract int Width { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(ref double start, nint offset);

    static abstract void Store(TSelf value, ref double start, nint offset);

    /// <summary>weight * value + sum, rounded once.</summary>
    static abstract TSelf MultiplyAdd(double weight, TSelf value, TSelf sum);
}

/// <summary>The choice of stride and register width.</summary>
internal static class Lanes
{
    /// <summary>Doubles per node of a function with that many channels: 1, 2, 4 or a multiple of 8.</summary>
    internal static int Stride(int channels) => channels switch
    {
        1 => 1,
        2 => 2,
        <= 4 => 4,
        _ => (channels + 7) / 8 * 8,
    };

    /// <summary>The widest register that is fast here and divides the stride.</summary>
    internal static int Width(int stride)
    {
        if (Vector512.IsHardwareAccelerated && stride % 8 == 0)
        {
            return 8;
        }

        if (Vector256.IsHardwareAccelerated && stride % 4 == 0)
        {
            return 4;
        }

        return Vector128.IsHardwareAccelerated && stride % 2 == 0 ? 2 : 1;
    }
}

internal readonly struct Lanes512(Vector512<double> value) : ILanes<Lanes512>
{
    private readonly Vector512<double> value = value;

    public static int Width => 8;

    public static Lanes512 Zero => new(Vector512<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref double start, nint offset) => new(Vector512.LoadUnsafe(ref Unsafe.Add(ref start, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, ref double start, nint offset) => value.value.StoreUnsafe(ref Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(double weight, Lanes512 value, Lanes512 sum) =>
        new(Vector512.FusedMultiplyAdd(Vector512.Create(weight), value.value, sum.value));
}

internal readonly struct Lanes256(Vector256<double> value) : ILanes<Lanes256>
{
    private readonly Vector256<double> value = value;

    public static int Width => 4;

    public static Lanes256 Zero => new(Vector256<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref double start, nint offset) => new(Vector256.LoadUnsafe(ref Unsafe.Add(ref start, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, ref double start, nint offset) => value.value.StoreUnsafe(ref Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(double weight, Lanes256 value, Lanes256 sum) =>
        new(Vector256.FusedMultiplyAdd(Vector256.Create(weight), value.value, sum.value));
}

internal readonly struct Lanes128(Vector128<double> value) : ILanes<Lanes128>
{
    private readonly Vector128<double> value = value;

    public static int Width => 2;

    public static Lanes128 Zero => new(Vector128<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref double start, nint offset) => new(Vector128.LoadUnsafe(ref Unsafe.Add(ref start, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, ref double start, nint offset) => value.value.StoreUnsafe(ref Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(double weight, Lanes128 value, Lanes128 sum) =>
        new(Vector128.FusedMultiplyAdd(Vector128.Create(weight), value.value, sum.value));
}

internal readonly struct Lanes64(double value) : ILanes<Lanes64>
{
    private readonly double value = value;

    public static int Width => 1;

    public static Lanes64 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes64 Load(ref double start, nint offset) => new(Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes64 value, ref double start, nint offset) => Unsafe.Add(ref start, offset) = value.value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes64 MultiplyAdd(double weight, Lanes64 value, Lanes64 sum) =>
        new(Math.FusedMultiplyAdd(weight, value.value, sum.value));
}
