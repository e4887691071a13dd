# Stands in a pane of the terminal bench and does what the lines in its FIFO say: the same program under every
# multiplexer. Its FIFO is DIR/PID.in; DIR/PID.done exists when the last command is done.
use strict;
use warnings;
use POSIX qw(mkfifo);
use Fcntl;

my ($dir) = @ARGV;
my $stem = "$dir/$$";
system('stty', 'raw', '-echo', 'opost', 'onlcr');
mkfifo("$stem.in", 0600) or die "mkfifo: $!";
sysopen(my $orders, "$stem.in", O_RDWR) or die "open: $!";
open(my $hello, '>', "$stem.up") or die "open: $!";
close $hello;

my $does = 'echo';
my $text = '';
my $at = 0;
my $turn = 0;
my $left = 0;
my $marker = '';

while (1) {
  my $bits = '';
  vec($bits, fileno(STDIN), 1) = 1;
  vec($bits, fileno($orders), 1) = 1;
  my $wait = $does eq 'echo' ? undef : $does eq 'spin' ? 0.1 : 0;
  if (select($bits, undef, undef, $wait) > 0) {
    if (vec($bits, fileno(STDIN), 1)) {
      my $got = sysread(STDIN, my $keys, 4096);
      exit 0 unless $got;
      put($keys);
    }
    obey() if vec($bits, fileno($orders), 1);
    next;
  }
  spin() if $does eq 'spin';
  flood() if $does eq 'flood';
}

sub obey {
  my $line = '';
  while (sysread($orders, my $char, 1)) {
    last if $char eq "\n";
    $line .= $char;
  }
  my ($verb, @words) = split / /, $line;
  unlink "$stem.done";
  if ($verb eq 'cat') {
    put(slurp($words[0]));
    put("\e[0m\e[?1049l\e[2J\e[H$words[1]");
  } elsif ($verb eq 'say') {
    put("\e[0m\e[2J\e[H@words");
  } elsif ($verb eq 'screen') {
    # A full screen whose last cells are the mark: who shows that has shown all of it.
    my ($rows, $cols, $mark) = @words;
    my $line = sub { my ($row, $width) = @_; join '', map { "\e[38;5;" . (($_ + $row) % 200 + 20) . 'm' . chr(97 + ($_ * 7 + $row) % 26) } 1 .. $width };
    put("\e[0m\e[2J\e[H" . join("\r\n", map { $line->($_, $cols) } 1 .. $rows - 1) . "\r\n" . $line->($rows, $cols - 20) . "\e[0m $mark");
  } elsif ($verb eq 'fill') {
    my ($lines, $cols) = @words;
    my $some = join '', map { chr(97 + $_ * 7 % 26) . ($_ % 9 ? '' : ' ') } 0 .. 2 * $cols;
    put(sprintf("%06d ", $_) . substr($some, $_ % $cols, $cols - 7) . "\n") for 1 .. $lines;
  } elsif ($verb eq 'flood') {
    ($text, $at, $left, $marker) = (slurp($words[0]), 0, $words[1] // 0, $words[2] // '');
    $does = 'flood';
    return;
  }
  $does = $verb eq 'spin' ? 'spin' : 'echo';
  open(my $done, '>', "$stem.done") or die "open: $!";
  close $done;
}

sub spin {
  my @glyphs = ("\xc2\xb7", "\xe2\x9c\xa2", "\xe2\x9c\xb3", "\xe2\x9c\xb6", "\xe2\x9c\xbb", "\xe2\x9c\xbd");
  my $glyph = $glyphs[$turn++ % @glyphs];
  put(sprintf("\r\e[2K\e[38;5;174m%s Pondering\xe2\x80\xa6\e[39m \e[2m(%ds)\e[22m", $glyph, $turn / 10));
}

sub flood {
  my $piece = substr($text, $at, 65536);
  put($piece);
  $at = $at + 65536 >= length $text ? 0 : $at + 65536;
  return if $left == 0;
  $left -= length $piece;
  return if $left > 0;
  put("\e[0m\e[2J\e[H$marker");
  $does = 'echo';
  open(my $done, '>', "$stem.done") or die "open: $!";
  close $done;
}

sub slurp {
  my ($file) = @_;
  open(my $handle, '<:raw', $file) or die "$file: $!";
  local $/;
  return scalar <$handle>;
}

sub put {
  my ($bytes) = @_;
  my $done = 0;
  while ($done < length $bytes) {
    my $wrote = syswrite(STDOUT, $bytes, 65536 < length($bytes) - $done ? 65536 : length($bytes) - $done, $done);
    exit 0 unless defined $wrote;
    $done += $wrote;
  }
}
