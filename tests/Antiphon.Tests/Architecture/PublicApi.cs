using System.Reflection;
using System.Text;

namespace Antiphon.Tests.Architecture;

/// <summary>Writes the public types and members of an assembly as text, in an order that does not depend on the compiler.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What the compiler writes for every record: it carries no decision of ours.</summary>
    private static readonly string[] RecordMembers =
    [
        "ToString",
        "GetHashCode",
        "Equals",
        "PrintMembers",
        "<Clone>$",
        "op_Equality",
        "op_Inequality",
        "get_EqualityContract",
        "EqualityContract",
        "Deconstruct",
    ];

    public static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(NameOf, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (string line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }
        return text.ToString();
    }

    private static string Header(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            _ when IsRecord(type) => "record",
            _ => "class",
        };
        string modifier = type switch
        {
            { IsClass: true, IsAbstract: true, IsSealed: true } => "static ",
            { IsClass: true, IsAbstract: true } => "abstract ",
            { IsClass: true, IsSealed: true } => "sealed ",
            _ => "",
        };
        var bases = type.GetInterfaces()
            .Where(part => part.IsPublic && !part.Name.StartsWith("IEquatable", StringComparison.Ordinal) && !type.IsEnum)
            .Select(NameOf)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && !type.IsEnum)
        {
            bases.Insert(0, NameOf(parent));
        }
        return $"{modifier}{kind} {NameOf(type)}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        }
        bool record = IsRecord(type);
        return type.GetMembers(Declared)
            .Where(member => !(record && RecordMembers.Contains(member.Name, StringComparer.Ordinal)))
            .Select(DescribeMember)
            .OfType<string>();
    }

    private static string? DescribeMember(MemberInfo member) =>
        member switch
        {
            ConstructorInfo constructor when IsVisible(constructor) && !IsCopyConstructor(constructor) =>
                $"new({Parameters(constructor)})",
            MethodInfo method when IsVisible(method) && !method.IsSpecialName =>
                $"{Modifiers(method)}{NameOf(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
            MethodInfo method when IsVisible(method) && method.Name.StartsWith("op_", StringComparison.Ordinal) =>
                $"static {NameOf(method.ReturnType)} {method.Name}({Parameters(method)})",
            PropertyInfo property when Accessor(property) is { } accessor =>
                $"{Modifiers(accessor)}{NameOf(property.PropertyType)} {property.Name}{Indices(property)} {{{Accessors(property)} }}",
            FieldInfo field when field.IsPublic || field.IsFamily =>
                $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{NameOf(field.FieldType)} {field.Name}",
            EventInfo change when change.AddMethod is { } add && IsVisible(add) =>
                $"event {NameOf(change.EventHandlerType!)} {change.Name}",
            _ => null,
        };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared) is not null;

    private static bool IsCopyConstructor(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static MethodInfo? Accessor(PropertyInfo property) =>
        property.GetAccessors(nonPublic: true).FirstOrDefault(accessor => IsVisible(accessor));

    private static string Accessors(PropertyInfo property)
    {
        string get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : "";
        if (property.SetMethod is not { } setter || !IsVisible(setter))
        {
            return get;
        }
        bool initOnly = setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");
        return get + (initOnly ? " init;" : " set;");
    }

    private static string Modifiers(MethodBase method) =>
        method.IsStatic ? "static "
        : method.IsAbstract ? "abstract "
        : method.IsVirtual && !method.IsFinal ? "virtual "
        : "";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";

    private static string Indices(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } indices
            ? $"[{string.Join(", ", indices.Select(index => NameOf(index.ParameterType)))}]"
            : "";

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(parameter =>
                    $"{(parameter.IsOut ? "out " : "")}{NameOf(parameter.ParameterType)} "
                    + $"{parameter.Name}{(parameter.HasDefaultValue ? " = " + (parameter.DefaultValue ?? "default") : "")}"
                )
        );

    private static string NameOf(Type type)
    {
        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!);
        }
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }
        if (type.IsGenericParameter)
        {
            return type.Name;
        }
        string name =
            (
                type.IsNested ? NameOf(type.DeclaringType!) + "."
                : type.Namespace?.StartsWith("Antiphon", StringComparison.Ordinal) == true ? type.Namespace + "."
                : ""
            ) + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }
}
