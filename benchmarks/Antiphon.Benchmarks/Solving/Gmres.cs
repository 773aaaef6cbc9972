using System.Numerics;
using System.Runtime.InteropServices;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Solving;

/// <summary>
/// Restarted GMRES (Saad and Schultz 1986) with modified Gram-Schmidt and Givens rotations. The residual after a cycle is read off its
/// basis: an operator is applied once per step and never in between.
/// </summary>
/// <param name="length">Entries of a vector.</param>
/// <param name="restart">Steps of a cycle.</param>
internal sealed class Gmres(int length, int restart)
{
    private const int MostCycles = 1000;

    private readonly FunctionBuffer[] basis = [.. Enumerable.Range(0, restart + 1).Select(_ => new FunctionBuffer(length))];
    private readonly double[,] hessenberg = new double[restart + 1, restart];
    private readonly (double Cosine, double Sine)[] rotations = new (double, double)[restart];
    private readonly double[] right = new double[restart + 1];

    /// <summary>Adds to a vector a d with |b - A d| at most that share of |b|.</summary>
    /// <param name="apply">Writes A x.</param>
    /// <param name="residual">b; holds b - A d afterwards.</param>
    /// <param name="target">Receives what is added.</param>
    /// <param name="reduction">The share.</param>
    public void AddSolution(Action<FunctionBuffer, FunctionBuffer> apply, FunctionBuffer residual, FunctionBuffer target, double reduction)
    {
        double norm = Norm(residual);
        double goal = reduction * norm;
        for (int cycle = 0; cycle < MostCycles && norm > goal; cycle++)
        {
            Array.Clear(right);
            right[0] = norm;
            residual.Span.CopyTo(basis[0].Span);
            Scale(basis[0], 1 / norm);
            int steps = 0;
            while (steps < restart && Math.Abs(right[steps]) > goal)
            {
                apply(basis[steps], basis[steps + 1]);
                Orthogonalize(steps);
                Rotate(steps);
                steps++;
            }

            AddCombination(steps, target);
            norm = Math.Abs(right[steps]);
            WriteResidual(steps, residual);
        }
    }

    private void Orthogonalize(int step)
    {
        FunctionBuffer next = basis[step + 1];
        for (int row = 0; row <= step; row++)
        {
            hessenberg[row, step] = Dot(basis[row], next);
            Add(next, -hessenberg[row, step], basis[row]);
        }

        hessenberg[step + 1, step] = Norm(next);
        if (hessenberg[step + 1, step] > 0)
        {
            Scale(next, 1 / hessenberg[step + 1, step]);
        }
    }

    private void Rotate(int step)
    {
        for (int row = 0; row < step; row++)
        {
            (double above, double below) = (hessenberg[row, step], hessenberg[row + 1, step]);
            (double cosine, double sine) = rotations[row];
            (hessenberg[row, step], hessenberg[row + 1, step]) = ((cosine * above) + (sine * below), (cosine * below) - (sine * above));
        }

        double hypotenuse = Math.Sqrt(
            (hessenberg[step, step] * hessenberg[step, step]) + (hessenberg[step + 1, step] * hessenberg[step + 1, step])
        );
        rotations[step] = (hessenberg[step, step] / hypotenuse, hessenberg[step + 1, step] / hypotenuse);
        (hessenberg[step, step], hessenberg[step + 1, step]) = (hypotenuse, 0);
        (right[step], right[step + 1]) = (rotations[step].Cosine * right[step], -rotations[step].Sine * right[step]);
    }

    private void AddCombination(int steps, FunctionBuffer target)
    {
        double[] weights = new double[steps];
        for (int row = steps - 1; row >= 0; row--)
        {
            double sum = right[row];
            for (int column = row + 1; column < steps; column++)
            {
                sum -= hessenberg[row, column] * weights[column];
            }

            weights[row] = sum / hessenberg[row, row];
            Add(target, weights[row], basis[row]);
        }
    }

    // In rotated coordinates only the last one is left; the rotations are undone from the last to the first.
    private void WriteResidual(int steps, FunctionBuffer residual)
    {
        double[] coordinates = new double[steps + 1];
        coordinates[steps] = right[steps];
        for (int row = steps - 1; row >= 0; row--)
        {
            (double cosine, double sine) = rotations[row];
            (coordinates[row], coordinates[row + 1]) = (-sine * coordinates[row + 1], cosine * coordinates[row + 1]);
        }

        residual.Span.Clear();
        for (int row = 0; row <= steps; row++)
        {
            Add(residual, coordinates[row], basis[row]);
        }
    }

    private static double Norm(FunctionBuffer vector) => Math.Sqrt(Dot(vector, vector));

    private static double Dot(FunctionBuffer one, FunctionBuffer other)
    {
        Span<Vector<double>> mine = MemoryMarshal.Cast<double, Vector<double>>(one.Span);
        Span<Vector<double>> theirs = MemoryMarshal.Cast<double, Vector<double>>(other.Span);
        Vector<double> sums = Vector<double>.Zero;
        for (int place = 0; place < mine.Length; place++)
        {
            sums += mine[place] * theirs[place];
        }

        double sum = Vector.Sum(sums);
        for (int place = mine.Length * Vector<double>.Count; place < one.Length; place++)
        {
            sum += one.Span[place] * other.Span[place];
        }

        return sum;
    }

    private static void Add(FunctionBuffer target, double factor, FunctionBuffer vector)
    {
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(target.Span);
        Span<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(vector.Span);
        for (int place = 0; place < to.Length; place++)
        {
            to[place] += factor * from[place];
        }

        for (int place = to.Length * Vector<double>.Count; place < target.Length; place++)
        {
            target.Span[place] += factor * vector.Span[place];
        }
    }

    private static void Scale(FunctionBuffer vector, double factor)
    {
        foreach (ref double value in vector.Span)
        {
            value *= factor;
        }
    }
}
